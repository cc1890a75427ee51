#include "drivers/slots/firmware_loader.hpp"

#include "drivers/slots/state_store.hpp"
#include "drivers/slots/transitions.hpp"

namespace ocellus::slots {

FirmwareStart firmware_starts(storage::BlockDevice& data, AutobootPlace& place, Slot running) {
  Autoboot names;
  StateStore store(data);
  if (store.read() == Content::kNewer || !place.read(names).ok()) return {};
  const SlotState state = store.state();
  if (running != names.usual) {
    // It was tried. Who started it has counted that.
    if (state.confirmed && running == state.slot) {
      static_cast<void>(name_as_usual(place, running).ok());  // else at its next start
    }
    const bool stands_in = state.confirmed && running != state.slot;
    return {.recovery = stands_in && state.is_bad(running)};
  }
  const Choice choice = loader_chooses(state);
  const bool written = store.write(choice.next).ok();
  const Start start = written ? choice.start : loader_cannot_write(choice.next, choice.start);
  if (start.slot == running) return {.recovery = start.recovery};
  // Two equal names are what a torn write has left.
  const bool can_try = names.tried != running || name_as_usual(place, running).ok();
  return {.try_other = can_try};
}

Status name_as_usual(AutobootPlace& place, Slot running) {
  return place.write({.usual = running, .tried = other(running)});
}

}  // namespace ocellus::slots
