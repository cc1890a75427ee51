#include "tools/ocellus/log/data_partition.hpp"

#include <array>
#include <cstring>
#include <span>

#include "drivers/storage/data_layout.hpp"
#include "drivers/storage/little_endian.hpp"
#include "tools/ocellus/format.hpp"
#include "tools/ocellus/log/storage_failure.hpp"

namespace ocellus::tools {
namespace {

constexpr std::size_t kTable = 446;
constexpr std::size_t kEntry = 16;
constexpr std::byte kRaw{0xda};
constexpr std::uint64_t kSector = storage::BlockDevice::kSector;

bool is_table(std::span<const std::byte, kSector> sector) {
  return sector[510] == std::byte{0x55} && sector[511] == std::byte{0xaa};
}

}  // namespace

Result<DataPartition> open_data_partition(const std::string& path, storage::FileDevice& device) {
  constexpr auto kRead = storage::FileDevice::Access::kRead;
  constexpr const char* kName = "name a card, an image made by `ocellus image`, or its partition 4";
  if (const Status status = device.open(path.c_str(), kRead); !status.ok()) {
    return storage_failure(path, status, kName);
  }
  const std::uint64_t whole = device.size();
  std::array<std::byte, kSector> sector = {};
  if (whole >= kSector) {
    if (const Status status = device.read(0, sector); !status.ok()) {
      return storage_failure(path, status, "put the card in again, or copy it with ddrescue");
    }
  }
  DataPartition partition = {.size = whole};
  for (std::size_t i = 0; is_table(sector) && i < 4 && !partition.in_table; ++i) {
    const auto entry = std::span(sector).subspan(kTable + i * kEntry, kEntry);
    if (entry[4] != kRaw) continue;
    partition = {.offset = storage::load<std::uint32_t>(entry, 8) * kSector,
                 .size = storage::load<std::uint32_t>(entry, 12) * kSector,
                 .in_table = true};
  }
  if (is_table(sector) && !partition.in_table) {
    return Failure{path + ": partition table", "has no data partition, which is of type 0xda",
                   kName};
  }
  if (partition.offset > whole || partition.size > whole - partition.offset) {
    return Failure{path,
                   format("ends at byte %llu, within its data partition",
                          static_cast<unsigned long long>(whole)),
                   "copy the whole card"};
  }
  if (partition.size < storage::kSmallestPartition) {
    return Failure{path, "has less than the 4 MiB of a data partition", kName};
  }
  if (const Status status = device.open(path.c_str(), kRead, partition.offset, partition.size);
      !status.ok()) {
    return storage_failure(path, status, kName);
  }
  return partition;
}

}  // namespace ocellus::tools
