// The loader's part from reading the state to the start, on a medium: what the boot script does in
// U-Boot's shell, as one function. Tests hold the script to it; where a board's firmware knows no
// state, user space does it (README.md, "Raspberry Pi").
#pragma once

#include <array>
#include <optional>

#include "drivers/slots/state_store.hpp"
#include "drivers/slots/transitions.hpp"

namespace ocellus::slots {

// `loads`: by Slot, whether its files can be read. Nothing: neither can.
inline std::optional<Start> loader_starts(storage::BlockDevice& device,
                                          const std::array<bool, 2>& loads) {
  const auto can_load = [&](Slot slot) { return loads[static_cast<std::size_t>(slot)]; };
  StateStore store(device);
  Start start;
  if (store.read() == Content::kNewer) {
    start.slot = store.state().slot;
    if (!can_load(start.slot)) start.slot = other(start.slot);
  } else {
    const Choice choice = loader_chooses(store.state());
    const bool written = store.write(choice.next).ok();
    start = written ? choice.start : loader_cannot_write(choice.next, choice.start);
    if (!can_load(start.slot)) {
      const Choice second = loader_cannot_load(choice.next, start.slot);
      // Without this write the next start comes to the same end.
      if (written) static_cast<void>(store.write(second.next));
      start = second.start;
    }
  }
  if (!can_load(start.slot)) return std::nullopt;
  return start;
}

}  // namespace ocellus::slots
