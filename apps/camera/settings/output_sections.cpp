// [screen], [snapshot], [gpio], [storage] and [record].
#include <array>

#include "apps/camera/settings/sections.hpp"
#include "apps/camera/settings/values.hpp"

namespace ocellus::camera {
namespace {

constexpr Key kScreenKeys[] = {
    {"enabled", "yes", YesOrNo{[](Target& target, bool yes) { target.settings.screen = yes; }}},
};

constexpr Key kSnapshotKeys[] = {
    {"enabled", "yes",
     YesOrNo{[](Target& target, bool yes) { target.settings.snapshot.enabled = yes; }}},
    {"quality", "85",
     Number{.unit = "percent",
            .low = 1,
            .high = 100,
            .whole = true,
            .set =
                [](Target& target, std::optional<double> quality) {
                  target.settings.snapshot.quality = static_cast<int>(*quality);
                }}},
};

bool set_chip(Target& target, std::string_view value) {
  return !value.empty() && target.settings.gpio.chip.assign(same_word(value, "board") ? "" : value);
}

template <WiredLine GpioSettings::*kLine>
bool set_line(Target& target, std::string_view value) {
  WiredLine& line = target.settings.gpio.*kLine;
  if (same_word(value, "board") || same_word(value, "none")) {
    line.use = same_word(value, "none") ? WiredLine::Use::kNone : WiredLine::Use::kBoards;
    return true;
  }
  const std::optional<double> number = read_number(value);
  if (!number || *number < 0 || *number > 1023) return false;
  if (static_cast<double>(static_cast<std::uint32_t>(*number)) != *number) return false;
  line.use = WiredLine::Use::kNumber;
  line.number = static_cast<std::uint32_t>(*number);
  return true;
}

template <WiredLine GpioSettings::*kLine>
void set_active_low(Target& target, bool yes) {
  (target.settings.gpio.*kLine).active_low = yes;
}

const char* check_lines(Settings& settings, const Host&) {
  GpioSettings& gpio = settings.gpio;
  const auto same = [](const WiredLine& a, const WiredLine& b) {
    return a.use == WiredLine::Use::kNumber && b.use == WiredLine::Use::kNumber &&
           a.number == b.number;
  };
  if (!same(gpio.led, gpio.alarm) && !same(gpio.led, gpio.button) &&
      !same(gpio.alarm, gpio.button)) {
    return nullptr;
  }
  gpio.led = gpio.alarm = gpio.button = {};
  return "led, alarm and button need different lines";
}

constexpr std::array<std::string_view, 5> kEventNames = {"appeared", "crossed", "entered", "left",
                                                         "lost"};

// "crossed front door in": what happened, where, and which way.
bool read_rule(std::string_view text, AlarmRule& rule) {
  const std::string_view event = take_word(text);
  std::size_t kind = 0;
  while (kind < kEventNames.size() && !same_word(kEventNames[kind], event)) ++kind;
  if (kind == kEventNames.size()) return false;
  rule = {.kind = static_cast<EventKind>(kind), .place = {}, .direction = {}};
  std::string_view place = trimmed(text);
  if (rule.kind == EventKind::kCrossed) {
    const std::size_t blank = place.find_last_of(" \t");
    const std::string_view last = blank == std::string_view::npos ? place : place.substr(blank + 1);
    const bool in = same_word(last, "in");
    if (in || same_word(last, "out")) {
      rule.direction = in ? Direction::kIn : Direction::kOut;
      place = trimmed(place.substr(0, place.size() - last.size()));
    }
  }
  const bool has_place = rule.kind == EventKind::kCrossed || rule.kind == EventKind::kEntered ||
                         rule.kind == EventKind::kLeft;
  return (place.empty() || has_place) && rule.place.assign(place);
}

bool set_alarm_on(Target& target, std::string_view value) {
  GpioSettings& gpio = target.settings.gpio;
  if (same_word(value, "none")) {
    gpio.alarm_on_count = 0;
    return true;
  }
  std::array<AlarmRule, 8> rules;
  std::size_t count = 0;
  for (std::string_view item = take_item(value); !item.empty(); item = take_item(value)) {
    if (count == rules.size() || !read_rule(item, rules[count++])) return false;
  }
  if (count == 0) return false;
  gpio.alarm_on = rules;
  gpio.alarm_on_count = count;
  return true;
}

bool has_place(const Settings& settings, const AlarmRule& rule) {
  if (rule.place.empty()) return true;
  const std::string_view wanted = rule.place.view();
  if (rule.kind == EventKind::kCrossed) {
    for (const LineSettings& line : settings.used_lines()) {
      if (line.name.view() == wanted) return true;
    }
    return false;
  }
  for (const ZoneSettings& zone : settings.used_zones()) {
    if (zone.name.view() == wanted) return true;
  }
  return false;
}

const char* check_places(Settings& settings, const Host&) {
  GpioSettings& gpio = settings.gpio;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < gpio.alarm_on_count; ++i) {
    if (has_place(settings, gpio.alarm_on[i])) gpio.alarm_on[kept++] = gpio.alarm_on[i];
  }
  if (kept == gpio.alarm_on_count) return nullptr;
  gpio.alarm_on_count = kept;
  return "there is no [line NAME] to be crossed, or no [zone NAME] to be entered or left, of that "
         "name";
}

constexpr std::string_view kLine = "the number of a line, 0 to 1023, none, or board";

constexpr Key kGpioKeys[] = {
    {"chip", "board",
     Written{"board, or a chip's label or path in /dev, at most 63 characters", set_chip}},
    {"led", "board", Written{kLine, set_line<&GpioSettings::led>}, check_lines},
    {"led_active_low", "no", YesOrNo{set_active_low<&GpioSettings::led>}},
    {"alarm", "board", Written{kLine, set_line<&GpioSettings::alarm>}, check_lines},
    {"alarm_active_low", "no", YesOrNo{set_active_low<&GpioSettings::alarm>}},
    {"alarm_on", "none",
     Written{"none, or up to 8, between commas, of appeared, lost, entered, entered ZONE, left, "
             "left ZONE, crossed, crossed LINE, crossed LINE in, crossed LINE out",
             set_alarm_on},
     check_places},
    {"alarm_seconds", "2",
     Number{.unit = "seconds",
            .low = 0.1,
            .high = 3600,
            .set =
                [](Target& target, std::optional<double> seconds) {
                  target.settings.gpio.alarm_seconds = static_cast<float>(*seconds);
                }}},
    {"button", "board", Written{kLine, set_line<&GpioSettings::button>}, check_lines},
    {"button_active_low", "no", YesOrNo{set_active_low<&GpioSettings::button>}},
};

bool set_device(Target& target, std::string_view value) {
  StorageSettings& storage = target.settings.storage;
  if (same_word(value, "board") || same_word(value, "none")) {
    storage.use =
        same_word(value, "none") ? StorageSettings::Use::kNone : StorageSettings::Use::kBoards;
    return true;
  }
  if (value.empty() || !storage.path.assign(value)) return false;
  storage.use = StorageSettings::Use::kPath;
  return true;
}

// The first process gives the camera no other disk, and there is no folder that it may write in.
const char* check_device(Settings& settings, const Host& host) {
  StorageSettings& storage = settings.storage;
  if (!host.on_board || storage.use != StorageSettings::Use::kPath) return nullptr;
  storage = {};
  return "a device keeps its journal on its own card alone; write board or none";
}

constexpr Key kStorageKeys[] = {
    {"device", "board", Written{"board, none, or the path of a device or file", set_device},
     check_device},
};

template <Path Settings::*kPath>
bool set_path(Target& target, std::string_view value) {
  return (target.settings.*kPath).assign(same_word(value, "none") ? "" : value);
}

const char* refuse_on_board(const Host& host, Path& path, const char* why) {
  if (!host.on_board || path.empty()) return nullptr;
  path = {};
  return why;
}

const char* check_video(Settings& settings, const Host& host) {
  return refuse_on_board(
      host, settings.video,
      "a device has nowhere to put a video; write none: [snapshot] keeps pictures");
}

const char* check_pictures(Settings& settings, const Host& host) {
  return refuse_on_board(host, settings.pictures,
                         "a device has no folder for pictures; write none: [snapshot] keeps them");
}

constexpr std::string_view kRecordPath = "none, or a path";

constexpr Key kRecordKeys[] = {
    {"video", "none", Written{kRecordPath, set_path<&Settings::video>}, check_video},
    {"pictures", "none", Written{kRecordPath, set_path<&Settings::pictures>}, check_pictures},
};

}  // namespace

std::span<const Key> screen_keys() { return kScreenKeys; }
std::span<const Key> snapshot_keys() { return kSnapshotKeys; }
std::span<const Key> gpio_keys() { return kGpioKeys; }
std::span<const Key> storage_keys() { return kStorageKeys; }
std::span<const Key> record_keys() { return kRecordKeys; }

}  // namespace ocellus::camera
