// Where the data partition of this board's disk is.
#pragma once

#include <array>

#include "platform/linux_board.hpp"

namespace ocellus::platform {

using DevicePath = std::array<char, 64>;  // ends with a zero

// Partition 4 of the disk that is mounted at /boot, as `mounts` lists it: an image may have been
// written to a stick, a card or a disk. Where nothing is mounted there, of the board's own disk.
// Empty where the name does not fit. Does not allocate.
[[nodiscard]] DevicePath data_partition(const LinuxBoard& board,
                                        const char* mounts = "/proc/mounts");

}  // namespace ocellus::platform
