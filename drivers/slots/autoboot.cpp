#include "drivers/slots/autoboot.hpp"

#include <algorithm>

#include "drivers/storage/little_endian.hpp"

namespace ocellus::slots {
namespace {

constexpr std::size_t kSector = storage::BlockDevice::kSector;

constexpr std::size_t kEntryBytes = 32;
constexpr std::uint32_t kEntriesPerSector = kSector / kEntryBytes;

char digit_of(Slot slot) { return static_cast<char>('0' + partition_of(slot)); }

std::optional<Slot> slot_of(char digit) {
  for (const Slot slot : {Slot::kA, Slot::kB}) {
    if (digit == digit_of(slot)) return slot;
  }
  return std::nullopt;
}

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
                     storage::load<std::uint16_t>(sector, 11) == kSector && fat_sectors != 0 &&
                     layout.entries != 0 && layout.cluster != 0 && fats != 0;
  return fat16 ? std::optional(layout) : std::nullopt;
}

bool is_autoboot(std::span<const std::byte> entry) {
  constexpr std::string_view kName = "AUTOBOOTTXT";
  constexpr std::uint32_t kFolderOrVolume = 0x18;
  return std::equal(kName.begin(), kName.end(), entry.begin(),
                    [](char c, std::byte byte) { return static_cast<std::byte>(c) == byte; }) &&
         (storage::load<std::uint8_t>(entry, 11) & kFolderOrVolume) == 0;
}

constexpr Status kNoFile = Status::failure(Code::kNotFound, "has no autoboot.txt");
constexpr Status kForeign = Status::failure(Code::kUnsupported, "has an autoboot.txt of its own");

}  // namespace

std::array<char, kAutobootBytes> autoboot_text(const Autoboot& names) {
  std::array<char, kAutobootBytes> text;
  std::size_t at = kAutobootBeforeUsual.copy(text.data(), text.size());
  text[at++] = digit_of(names.usual);
  at += kAutobootBeforeTried.copy(text.data() + at, text.size() - at);
  text[at++] = digit_of(names.tried);
  text[at] = '\n';
  return text;
}

std::optional<Autoboot> parse_autoboot(std::string_view text) {
  if (text.size() != kAutobootBytes) return std::nullopt;
  const auto usual = slot_of(text[kAutobootBeforeUsual.size()]);
  const auto tried = slot_of(text[kAutobootBytes - 2]);
  if (!usual || !tried) return std::nullopt;
  const Autoboot names = {*usual, *tried};
  const auto same = autoboot_text(names);
  if (text != std::string_view(same.data(), same.size())) return std::nullopt;
  return names;
}

Status AutobootFile::find() {
  if (offset_ != 0) return Status::success();
  if (const Status status = partition_.read(0, sector_); !status.ok()) return status;
  const auto layout = layout_of(sector_);
  if (!layout) return Status::failure(Code::kUnsupported, "is no FAT16 file system");
  for (std::uint32_t at = layout->folder; at < layout->data; ++at) {
    if (const Status status = partition_.read(std::uint64_t{at} * kSector, sector_); !status.ok()) {
      return status;
    }
    for (std::size_t i = 0; i < kSector; i += kEntryBytes) {
      const auto entry = std::span(sector_).subspan(i, kEntryBytes);
      if (entry[0] == std::byte{0}) return kNoFile;
      if (!is_autoboot(entry)) continue;
      const std::uint32_t cluster = storage::load<std::uint16_t>(entry, 26);
      if (storage::load<std::uint32_t>(entry, 28) != kAutobootBytes || cluster < 2) return kForeign;
      offset_ = (layout->data + std::uint64_t{cluster - 2} * layout->cluster) * kSector;
      return Status::success();
    }
  }
  return kNoFile;
}

Status AutobootFile::read(Autoboot& names) {
  if (const Status status = find(); !status.ok()) return status;
  if (const Status status = partition_.read(offset_, sector_); !status.ok()) return status;
  const auto found =
      parse_autoboot({reinterpret_cast<const char*>(sector_.data()), kAutobootBytes});
  if (!found) return kForeign;
  names = *found;
  return Status::success();
}

Status AutobootFile::write(const Autoboot& names) {
  Autoboot now;
  if (const Status status = read(now); !status.ok() || now == names) return status;
  const auto text = autoboot_text(names);
  std::ranges::copy(std::as_bytes(std::span(text)), sector_.begin());
  if (const Status status = partition_.write(offset_, sector_); !status.ok()) return status;
  if (const Status status = partition_.flush(); !status.ok()) return status;
  partition_.forget();
  if (const Status status = read(now); !status.ok()) return status;
  return now == names ? Status::success()
                      : Status::failure(Code::kIo, "did not keep what was written");
}

}  // namespace ocellus::slots
