// Where the data partition of this board's disk is.
#pragma once

#include <array>
#include <string_view>

#include "platform/linux_board.hpp"

namespace ocellus::platform {

using DevicePath = std::array<char, 64>;  // ends with a zero

// Partition 4 of the disk that is mounted at /boot, as `mounts` lists it: an image may have been
// written to a stick, a card or a disk. Where nothing is mounted there, of the board's own disk.
// Empty where the name does not fit. Does not allocate.
[[nodiscard]] DevicePath data_partition(const LinuxBoard& board,
                                        const char* mounts = "/proc/mounts");

// Whether the disk that has `partition`, its fourth, says that nobody else's data are there: a
// master boot record whose fourth entry is of type 0xda, as an image's is. A PC's own disk, which
// may have been found instead, does not. True of what is not below /dev/: a file that somebody
// named.
[[nodiscard]] bool holds_our_data(std::string_view partition);

// The same of the disk itself, or of an image of it.
[[nodiscard]] bool is_our_disk(const char* disk);

}  // namespace ocellus::platform
