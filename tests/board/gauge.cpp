#include "tests/board/gauge.hpp"

#include <errno.h>
#include <fcntl.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string_view>

#include "tests/board/misdeeds.hpp"

namespace ocellus::tests {
namespace {

using Room = std::array<char, 4096>;
using Path = std::array<char, 48>;

constexpr int kMostFiles = 1024;

std::string_view read_text(const char* path, std::span<char> room) {
  const int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return {};
  std::size_t size = 0;
  while (size < room.size() - 1) {
    const ssize_t bytes = read(file, room.data() + size, room.size() - 1 - size);
    if (bytes <= 0) break;
    size += static_cast<std::size_t>(bytes);
  }
  close(file);
  room[size] = '\0';
  return {room.data(), size};
}

// The number behind `name`; -1 where there is none.
long number_behind(std::string_view text, std::string_view name) {
  const std::size_t at = text.find(name);
  return at == text.npos ? -1 : std::atol(text.data() + at + name.size());
}

// What nobody uses, or the kernel would give away at once, in KiB. Each processor keeps a list of
// free pages that the kernel does not count as free; and of what it caches, the journal's sectors
// for one, MemAvailable counts but half.
long spare_memory(std::string_view memory) {
  constexpr std::string_view kListed = "count: ";
  constexpr long kPage = 4;
  static std::array<char, 32768> room;
  const std::string_view zones = read_text("/proc/zoneinfo", room);
  long pages = 0;
  for (std::size_t at = 0; (at = zones.find(kListed, at)) != zones.npos; at += kListed.size()) {
    pages += std::atol(zones.data() + at + kListed.size());
  }
  return pages * kPage + number_behind(memory, "MemFree:") + number_behind(memory, "\nBuffers:") +
         number_behind(memory, "\nCached:") - number_behind(memory, "\nShmem:") +
         number_behind(memory, "\nSReclaimable:");
}

struct Share {
  long resident = -1;
  long anonymous = -1;
  long threads = -1;
  long files = -1;
};

Share share_of(pid_t process) {
  Path path;
  Room room;
  std::snprintf(path.data(), path.size(), "/proc/%d/status", process);
  const std::string_view text = read_text(path.data(), room);
  Share share = {.resident = number_behind(text, "\nVmRSS:"),
                 .anonymous = number_behind(text, "\nRssAnon:"),
                 .threads = number_behind(text, "\nThreads:")};
  // Without opendir(): the camera's program has no part of a library that allocates.
  share.files = 0;
  for (int i = 0; i < kMostFiles; ++i) {
    std::snprintf(path.data(), path.size(), "/proc/%d/fd/%d", process, i);
    char first = 0;
    share.files += readlink(path.data(), &first, 1) >= 0;
  }
  return share;
}

struct Writes {
  long count = -1;
  long milliseconds = -1;
};

// Fields of Documentation/admin-guide/iostats.rst, behind the name: the fifth and the eighth.
Writes writes_of(std::string_view name) {
  Room room;
  const std::string_view text = read_text("/proc/diskstats", room);
  const std::size_t at = text.find(name);
  Writes writes;
  if (at == text.npos) return writes;
  const char* field = text.data() + at + name.size();
  for (int i = 1; i <= 8; ++i) {
    char* end = nullptr;
    const long value = std::strtol(field, &end, 10);
    if (i == 5) writes.count = value;
    if (i == 8) writes.milliseconds = value;
    field = end;
  }
  return writes;
}

}  // namespace

double seconds_since_boot() {
  timespec now = {};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

int measure() {
  const pid_t process = find_process("camera");
  if (process == 0) return ESRCH;
  const Share camera = share_of(process);
  const Share boot = share_of(1);
  Room room;
  const long tasks = number_behind(read_text("/proc/loadavg", room), "/");
  const long files = std::atol(read_text("/proc/sys/fs/file-nr", room).data());
  const std::string_view memory = read_text("/proc/meminfo", room);
  Writes writes = writes_of(" mmcblk0p4 ");
  if (writes.count < 0) writes = writes_of(" vda4 ");
  std::array<char, 512> line;
  const int length = std::snprintf(
      line.data(), line.size(),
      "{\"notice\":\"gauge\",\"time\":%.3f,\"camera_resident\":%ld,\"camera_anonymous\":%ld,"
      "\"camera_threads\":%ld,\"camera_files\":%ld,\"boot_resident\":%ld,\"boot_anonymous\":%ld,"
      "\"boot_threads\":%ld,\"boot_files\":%ld,\"tasks\":%ld,\"open_files\":%ld,"
      "\"spare\":%ld,\"slab\":%ld,\"unreclaimable\":%ld,\"writes\":%ld,\"write_ms\":%ld}\n",
      seconds_since_boot(), camera.resident, camera.anonymous, camera.threads, camera.files,
      boot.resident, boot.anonymous, boot.threads, boot.files, tasks, files, spare_memory(memory),
      number_behind(memory, "\nSlab:"), number_behind(memory, "\nSUnreclaim:"), writes.count,
      writes.milliseconds);
  return write(STDOUT_FILENO, line.data(), static_cast<std::size_t>(length)) < 0 ? errno : 0;
}

}  // namespace ocellus::tests
