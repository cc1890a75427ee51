// The loader's part where a board's own loader knows no state (README.md, "Raspberry Pi" and
// "GRUB"): the user space of the slot that it usually starts does it, once a start.
#pragma once

#include "drivers/slots/firmware_names.hpp"
#include "drivers/storage/block_device.hpp"
#include "runtime/status.hpp"

namespace ocellus::slots {

struct FirmwareStart {
  bool try_other = false;  // the board is to be restarted, with "0 tryboot"
  bool recovery = false;   // neither slot is known to be good: the console is to run

  friend bool operator==(const FirmwareStart&, const FirmwareStart&) = default;
};

// `data` begins with the data partition. Before all else that writes the state. Where the state or
// the names cannot be read, or are somebody else's, the slot that runs goes on.
FirmwareStart firmware_starts(storage::BlockDevice& data, FirmwarePlace& place, Slot running);

// Has the firmware start `running` from now on, because it is confirmed, or is to be the only one
// that is whole: to be called when it was confirmed, and must succeed before the other slot is
// overwritten.
Status name_as_usual(FirmwarePlace& place, Slot running);

}  // namespace ocellus::slots
