#include "tools/ocellus/image/disk_image.hpp"

#include <algorithm>

#include "drivers/bundle/release.hpp"
#include "tools/ocellus/format.hpp"
#include "tools/ocellus/image/compress.hpp"
#include "tools/ocellus/image/cpio.hpp"
#include "tools/ocellus/image/fat16.hpp"

namespace ocellus::tools {
namespace {

constexpr std::uint32_t kSectorsPerMib = (1U << 20) / kSectorBytes;
// "OCE" and the partition's number.
constexpr std::uint32_t kVolumeId = 0x45434f00;
constexpr std::uint32_t kDocument = 0644;

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text));
}

std::vector<FatFile> with(std::span<const DiskFile> files, const FatFile& one_more) {
  std::vector<FatFile> result;
  for (const DiskFile& file : files) result.push_back({file.path, file.bytes});
  result.push_back(one_more);
  return result;
}

}  // namespace

std::vector<std::byte> make_initramfs(const platform::LinuxBoard& board, const ImageParts& parts) {
  CpioArchive archive;
  // The kernel opens it for /init before anybody could mount /dev.
  archive.add_character_device("dev/console", 0600, 5, 1);
  for (const std::string_view folder : {"proc", "sys", "boot", "run"}) archive.add_folder(folder);
  for (const SystemFile& file : parts.files) {
    archive.add_file(file.path, file.bytes, file.permissions);
  }
  std::string list;
  for (std::size_t i = 0; i < parts.modules.size(); ++i) {
    const LoadableModule& module = parts.modules[i];
    const std::string path = format("modules/%02zu-%s.ko", i, module.name.c_str());
    archive.add_file(path, module.bytes, kDocument);
    list += "/" + path + (module.parameters.empty() ? "" : " " + module.parameters) + "\n";
  }
  archive.add_file("etc/modules", bytes_of(list), kDocument);
  archive.add_file("etc/ocellus.ini", parts.settings, kDocument);
  archive.add_file("etc/board", bytes_of(std::string(board.board->name) + "\n"), kDocument);
  archive.add_file("etc/version", bytes_of(parts.version + "\n"), kDocument);
  return std::move(archive).finish();
}

std::array<Partition, 4> partitions_of(const platform::LinuxBoard& board) {
  const platform::PartitionSizes& sizes = board.partitions;
  std::array<Partition, 4> partitions = {
      Partition{.type = PartitionType::kFat16, .bootable = true, .sectors = sizes.boot_mib},
      Partition{.type = PartitionType::kFat16, .sectors = sizes.slot_mib},
      Partition{.type = PartitionType::kFat16, .sectors = sizes.slot_mib},
      Partition{.type = PartitionType::kRaw, .sectors = sizes.data_mib},
  };
  std::uint32_t next = kSectorsPerMib;
  for (Partition& partition : partitions) {
    partition.sectors *= kSectorsPerMib;
    partition.first_sector = next;
    next += partition.sectors;
  }
  return partitions;
}

Result<std::vector<std::byte>> make_disk_image(const platform::LinuxBoard& board,
                                               const ImageParts& parts) {
  const std::array<Partition, 4> partitions = partitions_of(board);
  const auto mbr = make_mbr(partitions, kDiskSignature);
  if (!mbr.ok()) return mbr.failure();

  const std::vector<std::byte> initramfs = lz4_for_linux(make_initramfs(board, parts));
  const std::vector<FatFile> boot_files = with(parts.boot, {"ocellus.ini", parts.settings});
  const std::vector<FatFile> slot_files = with(parts.slot, {"initramfs", initramfs});
  const std::string release = std::string(bundle::kReleaseWord) + " " +
                              std::string(board.board->name) + " " + parts.version + "\n";
  const struct {
    std::string_view label;
    std::span<const FatFile> files;
    std::string note;
  } volumes[] = {
      {"BOOT", boot_files, ""}, {"SLOT_A", slot_files, release}, {"SLOT_B", slot_files, release}};

  const Partition& last = partitions.back();
  std::vector<std::byte> disk((std::size_t{last.first_sector} + last.sectors) * kSectorBytes);
  std::ranges::copy(mbr.value(), disk.begin());
  for (std::size_t i = 0; i < std::size(volumes); ++i) {
    const FatVolume volume = {.label = volumes[i].label,
                              .id = kVolumeId + static_cast<std::uint32_t>(i) + 1,
                              .sectors = partitions[i].sectors,
                              .first_sector = partitions[i].first_sector,
                              .note = volumes[i].note};
    const auto file_system = make_fat16(volume, volumes[i].files);
    if (!file_system.ok()) return file_system.failure();
    std::ranges::copy(file_system.value(),
                      disk.begin() + std::size_t{volume.first_sector} * kSectorBytes);
  }
  return disk;
}

}  // namespace ocellus::tools
