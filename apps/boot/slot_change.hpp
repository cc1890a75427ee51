// An event of user space, on the medium that holds the slots' state.
#pragma once

#include "apps/boot/slot_medium.hpp"
#include "drivers/slots/slot_state.hpp"
#include "drivers/storage/block_device.hpp"
#include "runtime/status.hpp"

namespace ocellus::boot {

// The state after it.
slots::SlotState after(SlotEvent event, const slots::SlotState& state, slots::Slot running);

// Reads, changes and writes; `state` is what lasts when it returns. `device` begins with the data
// partition. kUnsupported: a newer version's state, left alone. Otherwise the device's failures,
// after which `state` is as it was.
Status change_slots(storage::BlockDevice& device, SlotEvent event, slots::Slot running,
                    slots::SlotState& state);

}  // namespace ocellus::boot
