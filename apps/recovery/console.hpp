// The recovery console: neither slot is known to start, and it says why, on the serial console and
// on a screen, and takes an update.
#pragma once

#include <string_view>

#include "drivers/slots/slot_state.hpp"

namespace ocellus::recovery {

// What the program is started with.
constexpr std::string_view argument(slots::Slot running) {
  return running == slots::Slot::kA ? "recovery-A" : "recovery-B";
}

// Until the board is to be restarted; returns what the program exits with then, 0. `running`: the
// slot that the console itself comes from. Seals the pool. Proves its turns on the page of who
// watches over it, where there is one; no wait here is longer than seconds: a card, a stick or a
// program that does not answer is asked by a process of its own.
int recover(slots::Slot running);

}  // namespace ocellus::recovery
