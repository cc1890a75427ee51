// The archive that Linux unpacks into its first file system: cpio in its "newc" form, as the
// kernel's Documentation/driver-api/early-userspace/buffer-format.rst describes it.
//
// The same calls in the same order give the same bytes: everything belongs to root, times are 0,
// inode numbers count from 1.
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ocellus::tools {

class CpioArchive {
 public:
  // Paths are relative to the root, "bin/camera". Folders above them are added where they are not
  // there yet, with mode 0755. No path may be added twice.
  void add_folder(std::string_view path);
  // `permissions`: 0755 for a program. At most 4 GiB - 1 of bytes.
  void add_file(std::string_view path, std::span<const std::byte> bytes, std::uint32_t permissions);
  void add_character_device(std::string_view path, std::uint32_t permissions, std::uint32_t major,
                            std::uint32_t minor);

  // The archive with its end, a multiple of 512 bytes. Nothing can be added afterwards.
  std::vector<std::byte> finish() &&;

 private:
  struct Entry {
    std::uint32_t mode = 0;
    std::uint32_t links = 1;
    std::uint32_t device_major = 0;
    std::uint32_t device_minor = 0;
  };

  void add_folders_above(std::string_view path);
  void add(std::string_view path, const Entry& entry, std::span<const std::byte> bytes);
  void append(std::string_view text);
  void pad(std::size_t multiple);

  std::vector<std::byte> archive_;
  std::set<std::string, std::less<>> folders_;
  std::uint32_t next_inode_ = 1;
};

}  // namespace ocellus::tools
