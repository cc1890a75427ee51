// The slots' state on the data partition.
#pragma once

#include "apps/boot/slot_medium.hpp"
#include "apps/boot/system.hpp"

namespace ocellus::boot {

class LinuxSlots final : public SlotMedium {
 public:
  // For its clock and its patience.
  explicit LinuxSlots(System& system) : system_(system) {}

  Status change(const char* device, SlotEvent event, slots::Slot running, slots::SlotState& state,
                Duration patience) override;

 private:
  System& system_;
};

}  // namespace ocellus::boot
