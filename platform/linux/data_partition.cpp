#include "platform/linux/data_partition.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstddef>
#include <string_view>

namespace ocellus::platform {
namespace {

// An appliance has half a dozen mounts, a line of some fifty characters each.
constexpr std::size_t kMounts = 4096;

// "/dev/sda1" of "/dev/sda1 /boot vfat ro 0 0", or nothing.
std::string_view boot_device(std::string_view mounts) {
  while (!mounts.empty()) {
    const std::string_view line = mounts.substr(0, mounts.find('\n'));
    mounts.remove_prefix(line.size() < mounts.size() ? line.size() + 1 : line.size());
    const std::size_t end = line.find(' ');
    if (end != line.npos && line.substr(end).starts_with(" /boot ")) return line.substr(0, end);
  }
  return {};
}

// "/dev/sda" and "/dev/mmcblk0p": what a partition's number is written behind.
std::string_view boot_disk(std::string_view mounts) {
  std::string_view device = boot_device(mounts);
  if (!device.starts_with("/dev/") || !device.ends_with('1')) return {};
  device.remove_suffix(1);
  return device;
}

}  // namespace

DevicePath data_partition(const LinuxBoard& board, const char* mounts) {
  std::array<char, kMounts> text;
  std::size_t length = 0;
  if (const int file = open(mounts, O_RDONLY | O_CLOEXEC); file >= 0) {
    for (ssize_t got = 1; got > 0 && length < text.size();) {
      got = read(file, text.data() + length, text.size() - length);
      if (got > 0) length += static_cast<std::size_t>(got);
    }
    close(file);
  }
  std::string_view disk = boot_disk({text.data(), length});
  if (disk.empty()) disk = board.disk_device;
  DevicePath path = {};
  if (disk.size() + 2 > path.size()) return path;
  path[disk.copy(path.data(), disk.size())] = '4';
  return path;
}

bool is_our_disk(const char* disk) {
  constexpr std::size_t kFourthType = 446 + 3 * 16 + 4;
  constexpr unsigned char kRaw = 0xda;
  std::array<unsigned char, 512> sector;
  const int file = open(disk, O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  const ssize_t got = pread(file, sector.data(), sector.size(), 0);
  close(file);
  return got == static_cast<ssize_t>(sector.size()) && sector[510] == 0x55 && sector[511] == 0xaa &&
         sector[kFourthType] == kRaw;
}

bool holds_our_data(std::string_view partition) {
  if (!partition.starts_with("/dev/")) return true;
  DevicePath disk = {};
  if (!partition.ends_with('4') || partition.size() > disk.size()) return false;
  partition.remove_suffix(1);
  // "/dev/mmcblk0p", but "/dev/sda".
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (partition.ends_with('p') && is_digit(partition[partition.size() - 2])) {
    partition.remove_suffix(1);
  }
  partition.copy(disk.data(), partition.size());
  return is_our_disk(disk.data());
}

}  // namespace ocellus::platform
