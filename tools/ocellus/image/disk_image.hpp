// A whole disk that a board boots from:
//
//   MBR · boot (FAT16: ocellus.ini, the loader) · slot A · slot B (FAT16: kernel, initramfs) ·
//   data (raw)
//
// Partitions begin at multiples of 1 MiB. A slot is written as a whole and never changed by the
// board; both hold the same at first.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "platform/linux_board.hpp"
#include "tools/ocellus/image/mbr.hpp"

namespace ocellus::tools {

// "OCEL" on every disk of ours: identity is not what tells cards apart.
inline constexpr std::uint32_t kDiskSignature = 0x4c45434f;

struct LoadableModule {
  std::string name;
  std::string parameters;
  std::vector<std::byte> bytes;
};

// A file of the initramfs.
struct SystemFile {
  std::string path;  // from the root, without a slash before it: "bin/camera"
  std::vector<std::byte> bytes;
  std::uint32_t permissions = 0644;
};

// A file of a FAT partition.
struct DiskFile {
  std::string path;  // "kernel", "EFI/BOOT/BOOTX64.EFI"
  std::vector<std::byte> bytes;
};

// What goes into an image, all of it read already.
struct ImageParts {
  std::vector<DiskFile> boot;           // what the loader wants on partition 1
  std::vector<DiskFile> slot;           // what it wants in each slot, the kernel too
  std::vector<LoadableModule> modules;  // in the order of loading
  std::vector<SystemFile> files;        // init, bin/camera and whatever else, each path once
  std::vector<std::byte> settings;      // ocellus.ini
  std::string version = {};             // of the system: "1.2.0"
};

// The files, /modules/NN-name.ko, /etc/modules (a path on each line, parameters after a space),
// /etc/ocellus.ini (what is in force where the boot partition has none), /etc/board, /etc/version.
std::vector<std::byte> make_initramfs(const platform::LinuxBoard& board, const ImageParts& parts);

// Boot, slot A, slot B, data.
std::array<Partition, 4> partitions_of(const platform::LinuxBoard& board);

// The disk's bytes; the same parts give the same bytes. Fails where a partition is too small.
Result<std::vector<std::byte>> make_disk_image(const platform::LinuxBoard& board,
                                               const ImageParts& parts);

}  // namespace ocellus::tools
