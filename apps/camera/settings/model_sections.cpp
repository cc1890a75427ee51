// [model], [track], [line] and [zone].
#include <array>

#include "apps/camera/settings/reader.hpp"
#include "apps/camera/settings/sections.hpp"
#include "apps/camera/settings/values.hpp"
#include "runtime/detect/ssd_mobilenet_v2_oidv4.hpp"

namespace ocellus::camera {
namespace {

// "Bicycle, Boot, ... or Car", made when the program is.
constexpr std::string_view kAnyLabels = "one or several, between commas, of ";
constexpr std::size_t kLabelsBytes = [] {
  std::size_t bytes = kAnyLabels.size();
  for (const std::string_view label : ssd_mobilenet_v2_oidv4::kLabels) bytes += label.size() + 2;
  return bytes;
}();
constexpr auto kLabelsText = [] {
  Text<kLabelsBytes> text;
  std::array<char, kLabelsBytes> room = {};
  std::size_t size = 0;
  const auto append = [&](std::string_view part) {
    for (const char c : part) room[size++] = c;
  };
  append(kAnyLabels);
  for (std::size_t i = 1; i < ssd_mobilenet_v2_oidv4::kLabels.size(); ++i) {
    if (i > 1) append(", ");
    append(ssd_mobilenet_v2_oidv4::kLabels[i]);
  }
  static_cast<void>(text.assign({room.data(), size}));
  return text;
}();
static_assert(kLabelsText.view().size() <= 255, "a Description has no room for the labels");

// The model's own name of a label; empty when it has none such.
std::string_view known_label(std::string_view name) {
  for (std::size_t i = 1; i < ssd_mobilenet_v2_oidv4::kLabels.size(); ++i) {
    if (same_word(ssd_mobilenet_v2_oidv4::kLabels[i], name)) {
      return ssd_mobilenet_v2_oidv4::kLabels[i];
    }
  }
  return {};
}

bool take_labels(Target& target, std::string_view value) {
  std::array<Name, Settings::kMostLabels> labels;
  std::size_t count = 0;
  for (std::string_view item = take_item(value); !item.empty(); item = take_item(value)) {
    const std::string_view label = known_label(item);
    if (label.empty() || count == labels.size() || !labels[count++].assign(label)) return false;
  }
  if (count == 0) return false;
  target.settings.labels = labels;
  target.settings.label_count = count;
  return true;
}

std::optional<DetectorKind> kind_named(std::string_view word) {
  for (const DetectorKind kind : kDetectorKinds) {
    if (same_word(word, name(kind))) return kind;
  }
  return std::nullopt;
}

bool take_detectors(Target& target, std::string_view value) {
  Settings::Detectors detectors = {};
  std::size_t count = 0;
  for (std::string_view word = take_word(value); !word.empty(); word = take_word(value)) {
    const std::optional<DetectorKind> kind = kind_named(word);
    if (!kind) return false;
    for (std::size_t i = 0; i < count; ++i) {
      if (detectors[i] == *kind) return false;
    }
    detectors[count++] = *kind;
  }
  if (count == 0) return false;
  target.settings.detectors = detectors;
  target.settings.detector_count = count;
  return true;
}

const char* check_detectors(Settings& settings, const Host& host) {
  std::size_t kept = 0;
  for (const DetectorKind kind : settings.used_detectors()) {
    for (const DetectorKind each : host.carried) {
      if (each == kind) settings.detectors[kept++] = kind;
    }
  }
  if (kept == settings.detector_count) return nullptr;
  settings.detectors[kept] = kept == 0 ? DetectorKind::kSsd : settings.detectors[kept];
  settings.detector_count = kept == 0 ? 1 : kept;
  return "this program carries the detector ssd only";
}

bool take_percent(std::string_view& text, float& percent) {
  const std::optional<double> number = take_number(text);
  if (!number || *number < 0 || *number > 100) return false;
  percent = static_cast<float>(*number);
  return true;
}

bool take_point(std::string_view& text, PercentPoint& point) {
  return take_percent(text, point.x) && take_percent(text, point.y);
}

bool read_point(std::string_view text, PercentPoint& point) {
  PercentPoint read;
  if (!take_point(text, read) || !is_blank(text)) return false;
  point = read;
  return true;
}

bool set_region(Target& target, std::string_view value) {
  PercentRegion region;
  if (!take_percent(value, region.x) || !take_percent(value, region.y) ||
      !take_percent(value, region.width) || !take_percent(value, region.height) ||
      !is_blank(value)) {
    return false;
  }
  // What decimals cannot say exactly, 33.34 + 66.67, is not refused.
  constexpr float kEnd = 100.05f;
  if (region.width < 1 || region.height < 1 || region.x + region.width > kEnd ||
      region.y + region.height > kEnd) {
    return false;
  }
  target.settings.region = region;
  return true;
}

bool set_corners(Target& target, std::string_view value) {
  std::array<PercentPoint, Zone::kMaxCorners> corners;
  std::size_t count = 0;
  while (!is_blank(value)) {
    if (count == corners.size() || !take_point(value, corners[count++])) return false;
  }
  if (count < 3) return false;
  target.zone->corners = corners;
  target.zone->corner_count = count;
  return true;
}
static_assert(Zone::kMaxCorners == 16);

template <std::optional<float> TrackSettings::*kSetting>
void set_track(Target& target, std::optional<double> number) {
  target.track->*kSetting = number ? std::optional(static_cast<float>(*number)) : std::nullopt;
}

constexpr std::string_view kDetectors = "ssd, face or both between a comma";

constexpr Key kModelKeys[] = {
    {"detectors", "ssd", Written{kDetectors, take_detectors}, check_detectors},
    {"labels", "Person", Written{kLabelsText.view(), take_labels}},
    {"region", "0 0 100 100",
     Written{"x, y, width and height in percent of the picture, inside of it and at least 1 wide "
             "and high",
             set_region}},
};

constexpr Number score(decltype(Number::set) set) {
  return {.unit = "a score", .low = 0.01, .high = 1, .word = "auto", .set = set};
}

constexpr Key kTrackKeys[] = {
    {"start", "auto", score(set_track<&TrackSettings::start_score>)},
    {"keep", "auto", score(set_track<&TrackSettings::keep_score>)},
    {"patience", "auto",
     Number{.unit = "seconds",
            .low = 0,
            .high = 3600,
            .word = "auto",
            .set = set_track<&TrackSettings::patience>}},
};

constexpr std::string_view kPoint = "x and y in percent of the picture, 0 to 100 each";

constexpr Key kLineKeys[] = {
    {"from", "",
     Written{kPoint, [](Target& target,
                        std::string_view value) { return read_point(value, target.line->from); }}},
    {"to", "",
     Written{kPoint, [](Target& target,
                        std::string_view value) { return read_point(value, target.line->to); }}},
};

constexpr Key kZoneKeys[] = {
    {"corners", "",
     Written{"3 to 16 points, x and y in percent of the picture each, 0 to 100", set_corners}},
};

}  // namespace

std::span<const Key> model_keys() { return kModelKeys; }
std::span<const Key> track_keys() { return kTrackKeys; }
std::span<const Key> line_keys() { return kLineKeys; }
std::span<const Key> zone_keys() { return kZoneKeys; }

const char* set_detectors(std::string_view value, Settings& settings) {
  Target target = {settings};
  if (!take_detectors(target, value)) return "needs ssd, face or both: ssd,face";
  settings.look_for_faces_to_hide();
  return nullptr;
}

const char* set_labels(std::string_view value, Settings& settings) {
  Target target = {settings};
  return take_labels(target, value)
             ? nullptr
             : "needs one or several, between commas, of the model's labels, such as Person,Dog";
}

}  // namespace ocellus::camera
