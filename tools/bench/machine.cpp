#include "tools/bench/machine.hpp"

#include <sys/utsname.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <optional>

#include "platform/linux/thermal.hpp"

namespace ocellus::tools {
namespace {

std::string cpu_name() {
  std::ifstream file("/proc/cpuinfo");
  std::string line;
  std::string part;  // 64-bit Arm tells a number only
  while (std::getline(file, line)) {
    const std::size_t colon = line.find(": ");
    if (colon == line.npos) continue;
    if (line.starts_with("model name")) return line.substr(colon + 2);
    if (line.starts_with("CPU part")) part = "Arm part " + line.substr(colon + 2);
  }
  return part.empty() ? "unknown" : part;
}

}  // namespace

Machine this_machine() {
  Machine machine;
  machine.cpu = cpu_name();
  machine.cores = static_cast<int>(sysconf(_SC_NPROCESSORS_ONLN));
  utsname names = {};
  if (uname(&names) == 0) {
    machine.system = std::string(names.sysname) + " " + names.release + " " + names.machine;
  }
  const std::optional<int> celsius = platform::temperature();
  machine.temperature = celsius ? std::to_string(*celsius) + " C" : "no sensor can be read";
  double loads[1] = {};
  if (getloadavg(loads, 1) == 1) machine.load = loads[0];
  const std::time_t now = std::time(nullptr);
  std::tm day = {};
  std::array<char, 16> text = {};
  if (gmtime_r(&now, &day) != nullptr) std::strftime(text.data(), text.size(), "%Y-%m-%d", &day);
  machine.date = text.data();
  return machine;
}

}  // namespace ocellus::tools
