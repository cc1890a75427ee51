// Why a slot is the one to be started, in words for people.
#pragma once

#include <string_view>

#include "drivers/slots/slot_state.hpp"

namespace ocellus::slots {

// Of two slots, the one that something is said of, and what: "slot B had all its tries".
struct Explanation {
  bool of_other;  // than SlotState::slot
  std::string_view text;
};

Explanation explain(Reason reason);

}  // namespace ocellus::slots
