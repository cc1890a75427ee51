#include "drivers/slots/firmware_loader.hpp"

#include "drivers/slots/state_store.hpp"
#include "drivers/slots/transitions.hpp"

namespace ocellus::slots {

FirmwareStart firmware_starts(storage::BlockDevice& data, FirmwarePlace& place, Slot running) {
  FirmwareNames names;
  StateStore store(data);
  if (store.read() == Content::kNewer || !place.read(names).ok()) return {};
  const SlotState state = store.state();
  if (running != names.usual) {
    // It was tried, and who started it has counted that; or the usual one cannot be loaded.
    if (state.confirmed && running == state.slot) {
      static_cast<void>(name_as_usual(place, running).ok());  // else at its next start
    }
    const bool stands_in = state.confirmed && running != state.slot;
    if (stands_in && state.slot == names.usual && state.attempts < kConfirmedAttempts) {
      // Its user space would have counted this start. Where that cannot be written, the next does.
      static_cast<void>(store.write(loader_chooses(state).next).ok());
    }
    return {.recovery = stands_in && state.is_bad(running)};
  }
  // Mends what a torn write has left.
  const bool whole = name_as_usual(place, running).ok();
  const Choice choice = loader_chooses(state);
  const bool written = store.write(choice.next).ok();
  const Start start = written ? choice.start : loader_cannot_write(choice.next, choice.start);
  if (start.slot == running) return {.recovery = start.recovery};
  return {.try_other = whole && place.ask_for_tried().ok()};
}

Status name_as_usual(FirmwarePlace& place, Slot running) {
  return place.write({.usual = running, .tried = other(running)});
}

}  // namespace ocellus::slots
