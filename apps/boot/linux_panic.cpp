// The kernel's record of its own end: pstore, in memory that a reset leaves alone (ramoops) or in a
// PC's firmware.
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "apps/boot/linux_system.hpp"

namespace ocellus::boot {
namespace {

constexpr const char* kFolder = "/sys/fs/pstore";
// As getdents64(2) gives them; the name goes on to its zero.
struct Entry {
  std::uint64_t inode;
  std::int64_t next;
  std::uint16_t length;
  std::uint8_t type;
  char name[5];
};

// A record is the end of the kernel's messages, at most so much of it.
constinit std::array<char, std::size_t{64} << 10> g_record = {};

// The line that says why, without the time stamp before it.
std::string_view reason_in(std::string_view record) {
  for (const std::string_view beginning :
       {"Kernel panic - not syncing", "Internal error: ", "BUG: ", "Oops"}) {
    const std::size_t at = record.find(beginning);
    if (at == record.npos) continue;
    const std::string_view rest = record.substr(at);
    return rest.substr(0, rest.find('\n'));
  }
  return {};
}

void read_reason(int folder, const char* name, std::span<char> room, std::size_t& size) {
  const int file = openat(folder, name, O_RDONLY | O_CLOEXEC);
  if (file < 0) return;
  const ssize_t bytes = read(file, g_record.data(), g_record.size());
  close(file);
  if (bytes <= 0) return;
  const std::string_view reason = reason_in({g_record.data(), static_cast<std::size_t>(bytes)});
  size = reason.copy(room.data(), room.size());
}

}  // namespace

bool LinuxSystem::take_panic(std::span<char> room, std::size_t& size) {
  size = 0;
  // Where the kernel has no such thing there is no such folder.
  ::mount("pstore", kFolder, "pstore", MS_NOSUID | MS_NODEV | MS_NOEXEC, "");
  const int folder = open(kFolder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return false;
  bool found = false;
  // Not readdir(), which allocates more than there is.
  alignas(Entry) std::array<char, 2048> entries;
  for (;;) {
    const long bytes = syscall(SYS_getdents64, folder, entries.data(), entries.size());
    if (bytes <= 0) break;
    for (std::size_t at = 0; at < static_cast<std::size_t>(bytes);) {
      Entry entry;
      memcpy(&entry, entries.data() + at, sizeof entry);
      const char* const name = entries.data() + at + offsetof(Entry, name);
      at += entry.length;
      if (!std::string_view(name).starts_with("dmesg-")) continue;
      found = true;
      if (size == 0) read_reason(folder, name, room, size);
      unlinkat(folder, name, 0);
    }
  }
  close(folder);
  return found;
}

}  // namespace ocellus::boot
