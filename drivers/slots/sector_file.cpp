#include "drivers/slots/sector_file.hpp"

#include <algorithm>
#include <optional>
#include <span>

#include "drivers/storage/little_endian.hpp"

namespace ocellus::slots {
namespace {

constexpr std::size_t kEntryBytes = 32;
constexpr std::uint32_t kEntriesPerSector = kSectorBytes / kEntryBytes;

// What of a FAT16's first sector says where things lie; in sectors. Microsoft's "FAT: General
// Overview of On-Disk Format", 1.03: "Boot Sector and BPB".
struct Layout {
  std::uint32_t folder = 0;   // the top one
  std::uint32_t entries = 0;  // in it
  std::uint32_t data = 0;     // cluster 2
  std::uint32_t cluster = 0;  // its size
};

std::optional<Layout> layout_of(std::span<const std::byte> sector) {
  const std::uint32_t fats = storage::load<std::uint8_t>(sector, 16);
  const std::uint32_t fat_sectors = storage::load<std::uint16_t>(sector, 22);
  Layout layout = {.folder = storage::load<std::uint16_t>(sector, 14) + fats * fat_sectors,
                   .entries = storage::load<std::uint16_t>(sector, 17),
                   .cluster = storage::load<std::uint8_t>(sector, 13)};
  layout.data = layout.folder + layout.entries / kEntriesPerSector;
  const bool fat16 = storage::load<std::uint16_t>(sector, 510) == 0xaa55 &&
                     storage::load<std::uint16_t>(sector, 11) == kSectorBytes && fat_sectors != 0 &&
                     layout.entries != 0 && layout.cluster != 0 && fats != 0;
  return fat16 ? std::optional(layout) : std::nullopt;
}

bool is_file(std::span<const std::byte> entry, std::string_view name) {
  constexpr std::uint32_t kFolderOrVolume = 0x18;
  return std::equal(name.begin(), name.end(), entry.begin(),
                    [](char c, std::byte byte) { return static_cast<std::byte>(c) == byte; }) &&
         (storage::load<std::uint8_t>(entry, 11) & kFolderOrVolume) == 0;
}

}  // namespace

Status keep_sector(storage::BlockDevice& device, std::uint64_t offset, const Sector& sector) {
  Sector there;
  if (const Status status = device.read(offset, there); status.ok() && there == sector) {
    // It may be on its way yet, left by a process that was killed.
    return device.flush();
  }
  if (const Status status = device.write(offset, sector); !status.ok()) return status;
  if (const Status status = device.flush(); !status.ok()) return status;
  device.forget();
  if (const Status status = device.read(offset, there); !status.ok()) return status;
  return there == sector ? Status::success()
                         : Status::failure(Code::kIo, "did not keep what was written");
}

Status SectorFile::find() {
  if (offset_ != 0) return Status::success();
  Sector sector;
  if (const Status status = partition_.read(0, sector); !status.ok()) return status;
  const auto layout = layout_of(sector);
  if (!layout) return Status::failure(Code::kUnsupported, "is no FAT16 file system");
  constexpr Status kNoFile =
      Status::failure(Code::kNotFound, "has not got the file that says which slot is started");
  for (std::uint32_t at = layout->folder; at < layout->data; ++at) {
    if (const Status status = partition_.read(std::uint64_t{at} * kSectorBytes, sector);
        !status.ok()) {
      return status;
    }
    for (std::size_t i = 0; i < kSectorBytes; i += kEntryBytes) {
      const auto entry = std::span(sector).subspan(i, kEntryBytes);
      if (entry[0] == std::byte{0}) return kNoFile;
      if (!is_file(entry, name_)) continue;
      const std::uint32_t cluster = storage::load<std::uint16_t>(entry, 26);
      if (storage::load<std::uint32_t>(entry, 28) != bytes_ || cluster < 2) {
        return Status::failure(Code::kUnsupported, "has a file of its own that says what to start");
      }
      offset_ = (layout->data + std::uint64_t{cluster - 2} * layout->cluster) * kSectorBytes;
      return Status::success();
    }
  }
  return kNoFile;
}

Status SectorFile::read(Sector& sector) {
  if (const Status status = find(); !status.ok()) return status;
  return partition_.read(offset_, sector);
}

Status SectorFile::write(const Sector& sector) {
  if (const Status status = find(); !status.ok()) return status;
  return keep_sector(partition_, offset_, sector);
}

}  // namespace ocellus::slots
