#include "tools/ocellus/image/cpio.hpp"

#include <sys/stat.h>

#include <initializer_list>

#include "tools/ocellus/format.hpp"

namespace ocellus::tools {

void CpioArchive::add_folder(std::string_view path) {
  if (folders_.contains(path)) return;
  add_folders_above(path);
  folders_.emplace(path);
  add(path, {.mode = S_IFDIR | 0755, .links = 2}, {});
}

void CpioArchive::add_file(std::string_view path, std::span<const std::byte> bytes,
                           std::uint32_t permissions) {
  add_folders_above(path);
  add(path, {.mode = S_IFREG | permissions}, bytes);
}

void CpioArchive::add_character_device(std::string_view path, std::uint32_t permissions,
                                       std::uint32_t major, std::uint32_t minor) {
  add_folders_above(path);
  add(path, {.mode = S_IFCHR | permissions, .device_major = major, .device_minor = minor}, {});
}

std::vector<std::byte> CpioArchive::finish() && {
  add("TRAILER!!!", {}, {});
  pad(512);
  return std::move(archive_);
}

void CpioArchive::add_folders_above(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (slash != std::string_view::npos) add_folder(path.substr(0, slash));
}

void CpioArchive::add(std::string_view path, const Entry& entry, std::span<const std::byte> bytes) {
  append("070701");
  constexpr std::uint32_t kRoot = 0;
  constexpr std::uint32_t kTime = 0;
  constexpr std::uint32_t kDisk = 0;
  constexpr std::uint32_t kNoChecksum = 0;
  for (const std::uint32_t field : std::initializer_list<std::uint32_t>{
           next_inode_++, entry.mode, kRoot, kRoot, entry.links, kTime,
           static_cast<std::uint32_t>(bytes.size()), kDisk, kDisk, entry.device_major,
           entry.device_minor, static_cast<std::uint32_t>(path.size() + 1), kNoChecksum}) {
    append(format("%08X", field));
  }
  append(path);
  archive_.push_back(std::byte{0});
  pad(4);
  archive_.insert(archive_.end(), bytes.begin(), bytes.end());
  pad(4);
}

void CpioArchive::append(std::string_view text) {
  const auto bytes = std::as_bytes(std::span(text));
  archive_.insert(archive_.end(), bytes.begin(), bytes.end());
}

void CpioArchive::pad(std::size_t multiple) {
  archive_.resize((archive_.size() + multiple - 1) / multiple * multiple);
}

}  // namespace ocellus::tools
