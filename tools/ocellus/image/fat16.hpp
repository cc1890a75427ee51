// A FAT16 file system with files and folders, written at once and never changed by us.
//
// Own code and not mtools, because mtools stamps the present time on every file: here the same
// files give the same bytes. Every file is one run of clusters, which loaders read fastest.
// Format: Microsoft's "FAT: General Overview of On-Disk Format", version 1.03.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tools/ocellus/result.hpp"

namespace ocellus::tools {

struct FatFile {
  // "ocellus.ini", "EFI/BOOT/BOOTX64.EFI": names of 1..60 of a-z A-Z 0-9 - _ and dots inside,
  // compared without case. Folders come with the first file in them.
  std::string name;
  std::span<const std::byte> bytes;
};

struct FatVolume {
  std::string_view label;          // at most 11 of A-Z 0-9 _
  std::uint32_t id = 0;            // the volume's serial number
  std::uint32_t sectors = 0;       // of 512 bytes: 4,200 (2 MiB) .. 4,194,000 (2 GiB)
  std::uint32_t first_sector = 0;  // where it lies on its disk
  // Text from byte 62 of the first sector on, which is for a program to boot from and empty here;
  // at most 128 characters.
  std::string note = {};
};

// A whole file system of volume.sectors * 512 bytes. Refuses names that FAT has not, two that are
// the same without case, and files that do not fit; the failure says how much is missing.
Result<std::vector<std::byte>> make_fat16(const FatVolume& volume, std::span<const FatFile> files);

}  // namespace ocellus::tools
