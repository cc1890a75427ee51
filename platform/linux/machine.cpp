#include "platform/linux/machine.hpp"

#include <fcntl.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdio>

namespace ocellus::platform {
namespace {

// As much of a file as fits; empty where it cannot be read.
template <std::size_t kBytes>
std::string_view start_of(const char* path, std::array<char, kBytes>& room) {
  const int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return {};
  const ssize_t bytes = read(file, room.data(), room.size());
  close(file);
  return {room.data(), static_cast<std::size_t>(std::max<ssize_t>(bytes, 0))};
}

// What stands behind the colon of the first line that begins with `key`.
std::string_view value_of(std::string_view file, std::string_view key) {
  const std::size_t line = file.find(key);
  const std::size_t colon = line == file.npos ? line : file.find(": ", line);
  if (colon == file.npos) return {};
  file.remove_prefix(colon + 2);
  return {file.data(), std::min(file.find('\n'), file.size())};
}

}  // namespace

Machine this_machine() {
  Machine machine;
  std::array<char, 4096> room;
  // Boards tell what they are in the device tree; 64-bit Arm's cpuinfo has numbers only.
  std::string_view name = start_of("/sys/firmware/devicetree/base/model", room);
  name = {name.data(), std::min(name.find('\0'), name.size())};
  if (name.empty()) name = value_of(start_of("/proc/cpuinfo", room), "model name");
  if (name.empty()) name = "unknown";
  std::snprintf(machine.processor.data(), machine.processor.size(), "%.*s",
                static_cast<int>(name.size()), name.data());
  utsname names = {};
  if (uname(&names) == 0) {
    std::snprintf(machine.system.data(), machine.system.size(), "%.30s %.50s %.30s", names.sysname,
                  names.release, names.machine);
  }
  machine.cores = static_cast<int>(sysconf(_SC_NPROCESSORS_ONLN));
  return machine;
}

}  // namespace ocellus::platform
