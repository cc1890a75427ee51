// The slots' state on the data partition.
#pragma once

#include "apps/boot/slot_medium.hpp"
#include "apps/boot/system.hpp"
#include "drivers/slots/firmware_loader.hpp"

namespace ocellus::boot {

class LinuxSlots final : public SlotMedium {
 public:
  // For its clock and its patience.
  explicit LinuxSlots(System& system) : system_(system) {}

  Status change(const char* device, SlotEvent event, slots::Slot running, slots::SlotState& state,
                Duration patience) override;

  // Where the board's own loader knows no state: what is to be done with this start, before
  // anything else of the state. Failures as above; then the slot that runs goes on.
  Status firmware_starts(const char* device, slots::Slot running, slots::FirmwareStart& start,
                         Duration patience);

 private:
  System& system_;
};

}  // namespace ocellus::boot
