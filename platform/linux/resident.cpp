#include "platform/linux/resident.hpp"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string_view>

namespace ocellus::platform {
namespace {

// An entry of getdents64(2), which the C library's readdir would put into memory of its own.
struct Entry {
  std::uint64_t inode;
  std::int64_t next;
  std::uint16_t length;  // of this entry
  std::uint8_t type;
};
constexpr std::size_t kName = 19;  // where an entry's name begins

// Pages of one process; 0 when it is gone. "12345 678 ...": all that it could touch, what it has.
std::size_t resident_pages(std::string_view process) {
  std::array<char, 64> path;
  std::snprintf(path.data(), path.size(), "/proc/%.*s/statm", static_cast<int>(process.size()),
                process.data());
  const int file = open(path.data(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  std::array<char, 128> text;
  const ssize_t length = read(file, text.data(), text.size());
  close(file);
  std::string_view words(text.data(), length > 0 ? static_cast<std::size_t>(length) : 0);
  words.remove_prefix(std::min(words.size(), words.find(' ') + 1));
  std::size_t pages = 0;
  std::from_chars(words.data(), words.data() + words.size(), pages);
  return pages;
}

}  // namespace

std::optional<std::size_t> resident_bytes_of_all() {
  const int folder = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return std::nullopt;
  std::size_t pages = 0;
  alignas(Entry) std::array<char, 4096> entries;
  for (;;) {
    const long bytes = syscall(SYS_getdents64, folder, entries.data(), entries.size());
    if (bytes <= 0) break;
    for (long at = 0; at < bytes;) {
      Entry entry;
      std::memcpy(&entry, entries.data() + at, kName);
      const std::string_view name(entries.data() + at + kName);
      if (name[0] >= '0' && name[0] <= '9') pages += resident_pages(name);
      at += entry.length;
    }
  }
  close(folder);
  return pages * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace ocellus::platform
