#include "tools/ocellus/image/mbr.hpp"

#include <string>

#include "tools/ocellus/image/little_endian.hpp"

namespace ocellus::tools {
namespace {

constexpr std::size_t kSignatureOffset = 440;
constexpr std::size_t kTableOffset = 446;
constexpr std::size_t kEntryBytes = 16;
constexpr std::byte kActive{0x80};
// Cylinder 1023, head 254, sector 63: beyond what such addresses reach, so nobody uses them.
constexpr std::array<std::byte, 3> kNoGeometry = {std::byte{0xfe}, std::byte{0xff},
                                                  std::byte{0xff}};

std::uint64_t end(const Partition& partition) {
  return std::uint64_t{partition.first_sector} + partition.sectors;
}

bool overlap(const Partition& one, const Partition& other) {
  return one.type != PartitionType::kEmpty && other.type != PartitionType::kEmpty &&
         one.first_sector < end(other) && other.first_sector < end(one);
}

}  // namespace

Result<std::array<std::byte, kSectorBytes>> make_mbr(std::span<const Partition, 4> partitions,
                                                     std::uint32_t signature) {
  std::array<std::byte, kSectorBytes> record = {};
  store_u32(record, kSignatureOffset, signature);
  for (std::size_t i = 0; i < partitions.size(); ++i) {
    const Partition& partition = partitions[i];
    if (partition.type == PartitionType::kEmpty) continue;
    const std::string where = "partition " + std::to_string(i + 1);
    if (partition.first_sector == 0 || partition.sectors == 0 ||
        end(partition) > std::uint64_t{1} << 32) {
      return Failure{where, "is empty, lies on the partition table, or ends beyond 2 TiB"};
    }
    for (std::size_t before = 0; before < i; ++before) {
      if (overlap(partitions[before], partition)) {
        return Failure{where, "overlaps partition " + std::to_string(before + 1)};
      }
    }
    const std::span entry = std::span(record).subspan(kTableOffset + i * kEntryBytes, kEntryBytes);
    if (partition.bootable) entry[0] = kActive;
    std::copy(kNoGeometry.begin(), kNoGeometry.end(), entry.begin() + 1);
    entry[4] = static_cast<std::byte>(partition.type);
    std::copy(kNoGeometry.begin(), kNoGeometry.end(), entry.begin() + 5);
    store_u32(entry, 8, partition.first_sector);
    store_u32(entry, 12, partition.sectors);
  }
  record[510] = std::byte{0x55};
  record[511] = std::byte{0xaa};
  return record;
}

std::optional<PartitionTable> read_mbr(std::span<const std::byte, kSectorBytes> sector) {
  if (sector[510] != std::byte{0x55} || sector[511] != std::byte{0xaa}) return std::nullopt;
  PartitionTable table = {.partitions = {}, .signature = load_u32(sector, kSignatureOffset)};
  for (std::size_t i = 0; i < table.partitions.size(); ++i) {
    const std::span entry = sector.subspan(kTableOffset + i * kEntryBytes, kEntryBytes);
    table.partitions[i] = {.type = static_cast<PartitionType>(entry[4]),
                           .bootable = entry[0] == kActive,
                           .first_sector = load_u32(entry, 8),
                           .sectors = load_u32(entry, 12)};
  }
  return table;
}

}  // namespace ocellus::tools
