// A data partition for tests that holds nothing but the slots' state, as a value.
#pragma once

#include <string>
#include <vector>

#include "apps/boot/slot_change.hpp"
#include "apps/boot/slot_keeper.hpp"

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
    state = boot::after(event, before, running);
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
