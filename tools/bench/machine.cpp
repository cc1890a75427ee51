#include "tools/bench/machine.hpp"

#include <array>
#include <cstdlib>
#include <ctime>
#include <optional>

#include "drivers/thermal/linux_sensor.hpp"
#include "platform/linux/machine.hpp"

namespace ocellus::tools {

Machine this_machine() {
  Machine machine;
  const platform::Machine here = platform::this_machine();
  machine.cpu = here.processor.data();
  machine.cores = here.cores;
  machine.system = here.system.data();
  const std::optional<thermal::Millicelsius> hottest = thermal::LinuxSensor().read().hottest;
  machine.temperature =
      hottest ? std::to_string(thermal::whole_degrees(*hottest)) + " C" : "no sensor can be read";
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
