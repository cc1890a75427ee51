#include "drivers/thermal/linux_sensor.hpp"

namespace ocellus::thermal {
namespace {

constexpr unsigned int kMostTrips = 12;     // of one zone, the kernel's own limit
constexpr unsigned int kMostMonitors = 32;  // hwmon devices looked through

}  // namespace

LinuxSensor::LinuxSensor(std::string_view sys, std::string_view dev) {
  open_zones(sys);
  open_firmware(sys, dev);
}

void LinuxSensor::open_zones(std::string_view sys) {
  for (unsigned int zone = 0; zone < kMostZones; ++zone) {
    Path path;
    path << sys << "/class/thermal/thermal_zone" << zone << "/temp";
    if (zones_[zone].open(path)) note_trips(sys, zone);
  }
}

void LinuxSensor::note_trips(std::string_view sys, unsigned int zone) {
  for (unsigned int trip = 0; trip < kMostTrips; ++trip) {
    const auto attribute = [&](std::string_view name) {
      Path path;
      path << sys << "/class/thermal/thermal_zone" << zone << "/trip_point_" << trip << name;
      return path;
    };
    Attribute type;
    Attribute temperature;
    if (!type.open(attribute("_type")) || !temperature.open(attribute("_temp"))) return;
    std::array<char, 16> room;
    const std::string_view kind = type.text(room);
    const std::optional<std::int32_t> at = temperature.number();
    // A trip point of 0 or less is one that the board's makers have left open.
    if ((kind != "passive" && kind != "active") || !at.has_value() || *at <= 0) continue;
    if (!trip_.has_value() || *at < trip_->count) trip_ = Millicelsius{*at};
  }
}

void LinuxSensor::open_firmware(std::string_view sys, std::string_view dev) {
  for (const std::string_view bus : {"soc", "axi"}) {
    Path path;
    path << sys << "/devices/platform/" << bus << "/" << bus << ":firmware/get_throttled";
    if (get_throttled_.open(path)) return;
  }
  Path vcio;
  vcio << dev << "/vcio";
  if (mailbox_.open(vcio.c_str())) return;
  for (unsigned int monitor = 0; monitor < kMostMonitors; ++monitor) {
    const auto attribute = [&](std::string_view name) {
      Path path;
      path << sys << "/class/hwmon/hwmon" << monitor << name;
      return path;
    };
    Attribute name;
    std::array<char, 24> room;
    if (name.open(attribute("/name")) && name.text(room) == "rpi_volt" &&
        under_voltage_.open(attribute("/in0_lcrit_alarm"))) {
      return;
    }
  }
}

std::optional<Throttling> LinuxSensor::read_throttling() const {
  if (get_throttled_.is_open()) {
    const std::optional<std::int32_t> word = get_throttled_.number(16);
    if (!word.has_value()) return std::nullopt;
    return decode_throttled(static_cast<std::uint32_t>(*word));
  }
  if (mailbox_.is_open()) {
    const std::optional<std::uint32_t> word = mailbox_.throttled();
    return word.has_value() ? std::optional(decode_throttled(*word)) : std::nullopt;
  }
  const std::optional<std::int32_t> alarm = under_voltage_.number();
  if (!alarm.has_value()) return std::nullopt;
  Throttling throttling;
  throttling.now.under_voltage = *alarm != 0;
  return throttling;
}

Reading LinuxSensor::read() {
  Reading reading;
  for (const Attribute& zone : zones_) {
    const std::optional<std::int32_t> temperature = zone.number();
    if (!temperature.has_value()) continue;
    if (!reading.hottest.has_value() || *temperature > reading.hottest->count) {
      reading.hottest = Millicelsius{*temperature};
    }
  }
  reading.throttling = read_throttling();
  if (reading.throttling.has_value()) {
    seen_.add(reading.throttling->now);
    reading.throttling->since_start.add(seen_);
  }
  return reading;
}

}  // namespace ocellus::thermal
