// The sensors that Linux shows: temperature zones, and where there is one, the voice of a Raspberry
// Pi's firmware. That is asked in the first of these ways that is there:
//   1. the attribute get_throttled of the maker's kernel;
//   2. the mailbox /dev/vcio of the same;
//   3. the under-voltage alarm of the driver raspberrypi-hwmon, which stock kernels have too. It
//      knows of nothing else.
// What has been since power-on includes all that this object has seen: the kernel's own driver
// makes the firmware forget.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "drivers/thermal/attribute.hpp"
#include "drivers/thermal/firmware.hpp"
#include "drivers/thermal/sensor.hpp"

namespace ocellus::thermal {

class LinuxSensor final : public Sensor {
 public:
  static constexpr std::size_t kMostZones = 16;

  // Opens what is there; what appears later is not noticed. Does not allocate. `sys` and `dev` are
  // where sysfs and the devices are, for tests elsewhere than in their places.
  explicit LinuxSensor(std::string_view sys = "/sys", std::string_view dev = "/dev");

  Reading read() override;
  std::optional<Millicelsius> trip() const override { return trip_; }

 private:
  void open_zones(std::string_view sys);
  void open_firmware(std::string_view sys, std::string_view dev);
  void note_trips(std::string_view sys, unsigned int zone);
  std::optional<Throttling> read_throttling() const;

  std::array<Attribute, kMostZones> zones_;
  std::optional<Millicelsius> trip_;
  Attribute get_throttled_;
  FirmwareMailbox mailbox_;
  Attribute under_voltage_;
  Limits seen_;
};

}  // namespace ocellus::thermal
