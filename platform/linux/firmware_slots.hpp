// Where a board's own loader knows no state (a Raspberry Pi's firmware, GRUB): the slots' loader in
// user space (drivers/slots/firmware_loader.hpp), on the board's own disk.
#pragma once

#include "drivers/slots/autoboot.hpp"
#include "drivers/slots/firmware_loader.hpp"
#include "drivers/slots/grub_place.hpp"
#include "drivers/slots/slot_state.hpp"
#include "drivers/storage/file_device.hpp"
#include "runtime/status.hpp"

namespace ocellus::platform {

[[nodiscard]] bool is_loader_in_user_space();

// As slots::firmware_starts. `data_partition` is partition 4 of the disk, whose partition 1 has
// what the loader reads and may be mounted read-only. The medium's failures; `start` is to go on,
// then.
Status firmware_starts(const char* data_partition, slots::Slot running,
                       slots::FirmwareStart& start);

// What the loader reads, open until it is needed: for who may open nothing any more by then.
class FirmwareMedium {
 public:
  // As above.
  Status open(const char* data_partition);
  // The rest after open(). Whether this board's loader goes by what is there: kNotFound where it is
  // older than that, kUnsupported where somebody wrote his own; the medium's failures.
  Status look();
  // As slots::name_as_usual and slots::firmware_starts.
  Status name_as_usual(slots::Slot running);
  slots::FirmwareStart start(slots::Slot running);

 private:
  storage::FileDevice boot_;
  storage::FileDevice data_;
  slots::AutobootFile autoboot_{boot_};
  slots::GrubPlace grub_{data_, boot_};
  slots::FirmwarePlace* place_ = &autoboot_;
};

}  // namespace ocellus::platform
