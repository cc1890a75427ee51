// What lies where on the data partition. Nothing but the partition's size decides, and no file but
// this one knows.
//
//   state      64 KiB: the slots' two state sectors, not a log
//   system     events of the system: boots, restarts. Written by apps/boot alone
//   settings   the settings that were last in force. Written by apps/camera alone, as what follows
//   journal    events, faults, notices
//   snapshots  pictures
//
// Everything begins and ends at a multiple of 64 KiB, which erase blocks of flash divide.
#pragma once

#include <cstdint>

#include "drivers/storage/log_region.hpp"
#include "runtime/status.hpp"

namespace ocellus::storage {

inline constexpr std::uint64_t kSmallestPartition = std::uint64_t{4} << 20;
inline constexpr std::uint64_t kStateOffset = 0;
inline constexpr std::uint64_t kStateSize = 64 << 10;

inline constexpr std::uint32_t kLongestLine = 1 << 10;           // of system and journal, bytes
inline constexpr std::uint32_t kLongestSettings = 32 << 10;      // bytes
inline constexpr std::uint32_t kLargestSnapshot = 512U << 10;    // bytes of JPEG
inline constexpr std::uint32_t kLongestSnapshotEvent = 1 << 10;  // bytes of the text beside it

struct DataLayout {
  LogRegion system;
  LogRegion settings;
  LogRegion journal;
  LogRegion snapshots;
};

// kTooLarge: the partition is smaller than kSmallestPartition, so the regions are too large for it.
//
//   partition   system   settings   journal   snapshots
//       4 MiB  256 KiB    256 KiB   512 KiB   2 880 KiB
//       8 MiB  256 KiB    256 KiB     1 MiB   6 336 KiB
//     128 MiB    1 MiB    256 KiB    16 MiB     110 MiB
//       1 GiB    1 MiB    256 KiB    16 MiB     512 MiB, and the rest is free
Status layout_of(std::uint64_t partition_size, DataLayout& layout);

}  // namespace ocellus::storage
