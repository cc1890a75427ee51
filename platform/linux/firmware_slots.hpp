// Where a board's firmware is the loader (a Raspberry Pi's): the slots' loader in user space
// (drivers/slots/firmware_loader.hpp), on the board's own disk.
#pragma once

#include "drivers/slots/firmware_loader.hpp"
#include "drivers/slots/slot_state.hpp"
#include "runtime/status.hpp"

namespace ocellus::platform {

[[nodiscard]] bool firmware_is_the_loader();

// As slots::firmware_starts and slots::name_as_usual. `data_partition` is partition 4 of the disk,
// whose partition 1 has autoboot.txt and may be mounted read-only. The medium's failures; `start`
// is to go on, then.
Status firmware_starts(const char* data_partition, slots::Slot running,
                       slots::FirmwareStart& start);
Status name_as_usual(const char* data_partition, slots::Slot running);

}  // namespace ocellus::platform
