// Where a board's firmware is the loader (a Raspberry Pi's): the slots' loader in user space
// (drivers/slots/firmware_loader.hpp), on the board's own disk.
#pragma once

#include "drivers/slots/firmware_loader.hpp"
#include "drivers/slots/slot_state.hpp"
#include "drivers/storage/file_device.hpp"
#include "runtime/status.hpp"

namespace ocellus::platform {

[[nodiscard]] bool firmware_is_the_loader();

// As slots::firmware_starts. `data_partition` is partition 4 of the disk, whose partition 1 has
// autoboot.txt and may be mounted read-only. The medium's failures; `start` is to go on, then.
Status firmware_starts(const char* data_partition, slots::Slot running,
                       slots::FirmwareStart& start);

// What the firmware reads, open until it is needed: for who may open nothing any more by then.
class FirmwareMedium {
 public:
  // As above.
  Status open(const char* data_partition);
  // As slots::name_as_usual. After open().
  Status name_as_usual(slots::Slot running);

 private:
  storage::FileDevice boot_;
};

}  // namespace ocellus::platform
