// A disk's first sector with a table of four partitions, the "master boot record".
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "tools/ocellus/result.hpp"

namespace ocellus::tools {

inline constexpr std::uint32_t kSectorBytes = 512;

enum class PartitionType : std::uint8_t {
  kEmpty = 0x00,
  kFat16 = 0x0e,  // addressed by sector numbers
  kRaw = 0xda,    // no file system
};

struct Partition {
  PartitionType type = PartitionType::kEmpty;
  bool bootable = false;
  std::uint32_t first_sector = 0;
  std::uint32_t sectors = 0;
};

// `signature` tells disks apart: Linux makes PARTUUIDs of it. Refuses partitions that overlap each
// other or the record, or that end beyond what 32 bits of sectors can say. Empty ones are zero.
Result<std::array<std::byte, kSectorBytes>> make_mbr(std::span<const Partition, 4> partitions,
                                                     std::uint32_t signature);

struct PartitionTable {
  std::array<Partition, 4> partitions;
  std::uint32_t signature = 0;
};

// Nothing where the sector is no master boot record. Whether partitions overlap or end is not
// asked.
std::optional<PartitionTable> read_mbr(std::span<const std::byte, kSectorBytes> sector);

}  // namespace ocellus::tools
