// [watch], [thermal], [watchdog] and [privacy].
#include <array>

#include "apps/camera/settings/sections.hpp"

namespace ocellus::camera {
namespace {

template <float WatchSettings::*kSetting>
void set_watch(Target& target, std::optional<double> number) {
  target.settings.watch.*kSetting = static_cast<float>(number.value_or(0));
}

const char* check_duty(Settings& settings, const Host&) {
  WatchSettings& watch = settings.watch;
  if ((watch.duty_on > 0) == (watch.duty_off > 0)) return nullptr;
  watch.duty_on = watch.duty_off = 0;
  return "duty_on and duty_off go together: both above 0, or both 0";
}

constexpr Number duty(decltype(Number::set) set) {
  return {.unit = "seconds",
          .low = 1,
          .high = 86400,
          .word = "0",
          .meaning = "to watch always",
          .set = set};
}

constexpr Key kWatchKeys[] = {
    {"rate", "0",
     Number{.unit = "frames per second",
            .low = 0.1,
            .high = 120,
            .word = "0",
            .meaning = "for all that come",
            .set = set_watch<&WatchSettings::rate>}},
    {"motion", "0",
     Number{.unit = "percent of the picture",
            .low = 0.01,
            .high = 100,
            .word = "0",
            .meaning = "to look at every frame",
            .set = set_watch<&WatchSettings::motion>}},
    {"motion_level", "6",
     Number{.unit = "grey levels",
            .low = 1,
            .high = 100,
            .set = set_watch<&WatchSettings::motion_level>}},
    {"linger", "3",
     Number{.unit = "seconds", .low = 0, .high = 3600, .set = set_watch<&WatchSettings::linger>}},
    {"still", "10",
     Number{.unit = "seconds",
            .low = 0.1,
            .high = 3600,
            .word = "0",
            .meaning = "for never",
            .set = set_watch<&WatchSettings::still>}},
    {"trace", "no", YesOrNo{[](Target& target, bool yes) { target.settings.watch.trace = yes; }}},
    {"duty_on", "0", duty(set_watch<&WatchSettings::duty_on>), check_duty},
    {"duty_off", "0", duty(set_watch<&WatchSettings::duty_off>), check_duty},
};

template <std::optional<float> ThermalSettings::*kSetting>
void set_thermal(Target& target, std::optional<double> celsius) {
  target.settings.thermal.*kSetting =
      celsius ? std::optional(static_cast<float>(*celsius)) : std::nullopt;
}

const char* check_temperatures(Settings& settings, const Host&) {
  ThermalSettings& thermal = settings.thermal;
  if (!thermal.slow_from || !thermal.hurry_from || *thermal.slow_from <= *thermal.hurry_from) {
    return nullptr;
  }
  thermal.slow_from = thermal.hurry_from = std::nullopt;
  return "hurry_from must not be lower than slow_from";
}

constexpr Number temperature(decltype(Number::set) set) {
  return {.unit = "degrees Celsius", .low = 30, .high = 110, .word = "auto", .set = set};
}

constexpr Key kThermalKeys[] = {
    {"governor", "yes",
     YesOrNo{[](Target& target, bool yes) { target.settings.thermal.governor = yes; }}},
    {"slow_from", "auto", temperature(set_thermal<&ThermalSettings::slow_from>)},
    {"hurry_from", "auto", temperature(set_thermal<&ThermalSettings::hurry_from>),
     check_temperatures},
};

template <float WatchdogSettings::*kDeadline>
constexpr Number kDuty = {.unit = "seconds",
                          .low = 1,
                          .high = 600,
                          .set = [](Target& target, std::optional<double> seconds) {
                            target.settings.watchdog.*kDeadline = static_cast<float>(*seconds);
                          }};

constexpr Key kWatchdogKeys[] = {
    {"turn", "10", kDuty<&WatchdogSettings::turn>},
    {"picture", "30", kDuty<&WatchdogSettings::frame>},
    {"look", "30", kDuty<&WatchdogSettings::inference>},
    {"event", "10", kDuty<&WatchdogSettings::event>},
};

constexpr std::array<std::string_view, 2> kBlurs = {"none", "faces"};

// Who blurs faces must find them.
const char* check_blur(Settings& settings, const Host& host) {
  if (settings.blur == Blur::kNone) return nullptr;
  for (const DetectorKind kind : host.carried) {
    if (kind != DetectorKind::kFace) continue;
    settings.look_for_faces_to_hide();
    return nullptr;
  }
  settings.blur = Blur::kNone;
  return "this program has no detector of faces";
}

constexpr Key kPrivacyKeys[] = {
    {"blur", "none",
     Choice{kBlurs, [](Target& target,
                       std::size_t index) { target.settings.blur = static_cast<Blur>(index); }},
     check_blur},
};

}  // namespace

std::span<const Key> watch_keys() { return kWatchKeys; }
std::span<const Key> thermal_keys() { return kThermalKeys; }
std::span<const Key> watchdog_keys() { return kWatchdogKeys; }
std::span<const Key> privacy_keys() { return kPrivacyKeys; }

}  // namespace ocellus::camera
