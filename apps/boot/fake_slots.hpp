// A data partition for tests that holds nothing but the slots' state, as a value.
#pragma once

#include <string>
#include <vector>

#include "apps/boot/slot_keeper.hpp"
#include "drivers/slots/transitions.hpp"

namespace ocellus::boot {

class FakeSlots final : public SlotMedium {
 public:
  slots::SlotState state;
  Status result = Status::success();
  std::vector<SlotEvent> events;  // that were asked for
  std::string device;
  int writes = 0;

  Status change(const char* path, SlotEvent event, slots::Slot running, slots::SlotState& after,
                Duration /*patience*/) override {
    device = path;
    events.push_back(event);
    if (!result.ok()) return result;
    const slots::SlotState before = state;
    switch (event) {
      case SlotEvent::kBegan:
      case SlotEvent::kBeganByFault:
        state = slots::user_space_began(state, running, event == SlotEvent::kBeganByFault);
        break;
      case SlotEvent::kChance:
        state = slots::had_its_chance(state, running);
        break;
      case SlotEvent::kHealthy:
        state = slots::proved_healthy(state, running);
        break;
      case SlotEvent::kGaveUp:
        state = slots::gave_up(state, running);
        break;
      case SlotEvent::kTold:
        state = slots::told(state);
        break;
    }
    writes += state == before ? 0 : 1;
    after = state;
    return Status::success();
  }
};

class FakeHealth final : public Health {
 public:
  std::optional<Instant> since;
  std::optional<Instant> well_since() const override { return since; }
};

}  // namespace ocellus::boot
