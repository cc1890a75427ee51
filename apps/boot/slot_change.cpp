#include "apps/boot/slot_change.hpp"

#include "drivers/slots/state_store.hpp"
#include "drivers/slots/transitions.hpp"

namespace ocellus::boot {

slots::SlotState after(SlotEvent event, const slots::SlotState& state, slots::Slot running) {
  switch (event) {
    case SlotEvent::kBegan:
      return slots::user_space_began(state, running, false);
    case SlotEvent::kBeganByFault:
      return slots::user_space_began(state, running, true);
    case SlotEvent::kChance:
      return slots::had_its_chance(state, running);
    case SlotEvent::kHealthy:
      return slots::proved_healthy(state, running);
    case SlotEvent::kGaveUp:
      return slots::gave_up(state, running);
    case SlotEvent::kTold:
      return slots::told(state);
  }
  return state;
}

Status change_slots(storage::BlockDevice& device, SlotEvent event, slots::Slot running,
                    slots::SlotState& state) {
  slots::StateStore store(device);
  if (store.read() == slots::Content::kNewer) {
    return Status::failure(Code::kUnsupported, "is of a newer version, and left alone");
  }
  if (const Status status = store.write(after(event, store.state(), running)); !status.ok()) {
    return status;
  }
  state = store.state();
  return Status::success();
}

}  // namespace ocellus::boot
