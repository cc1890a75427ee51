#include "apps/camera/settings/settings.hpp"

#include <algorithm>

namespace ocellus::camera {
namespace {

float share(float percent, std::int32_t whole) { return percent * static_cast<float>(whole) / 100; }

// The nearest whole number; `value` is not negative.
std::int32_t nearest(float value) {
  const float raised = value + 0.5f;
  return static_cast<std::int32_t>(raised);
}

// A stretch of a side: `length` from `start` on, inside of `whole` pixels.
void place(float start, float length, std::int32_t whole, std::int32_t& at, std::int32_t& pixels) {
  at = std::min(nearest(share(start, whole)), whole - 1);
  pixels = std::clamp(nearest(share(length, whole)), 1, whole - at);
}

constexpr Name person() {
  Name person;
  static_cast<void>(person.assign("Person"));
  return person;
}

}  // namespace

Point PercentPoint::in(PixelSize picture) const {
  return {share(x, picture.width), share(y, picture.height)};
}

Region PercentRegion::in(PixelSize picture) const {
  Region region;
  place(x, width, picture.width, region.x, region.width);
  place(y, height, picture.height, region.y, region.height);
  return region;
}

bool AlarmRule::matches(const Event& event, const Scene& scene) const {
  if (event.kind != kind) return false;
  switch (kind) {
    case EventKind::kCrossed:
      return (!direction || event.direction == *direction) &&
             (place.empty() ||
              scene.lines()[static_cast<std::size_t>(event.line)].name == place.view());
    case EventKind::kEntered:
    case EventKind::kLeft:
      return place.empty() ||
             scene.zones()[static_cast<std::size_t>(event.zone)].name == place.view();
    case EventKind::kAppeared:
    case EventKind::kLost:
      break;
  }
  return true;
}

bool GpioSettings::raises_alarm(const Event& event, const Scene& scene) const {
  for (std::size_t i = 0; i < alarm_on_count; ++i) {
    if (alarm_on[i].matches(event, scene)) return true;
  }
  return false;
}

void Settings::look_for_faces_to_hide() {
  if (blur == Blur::kNone || uses(DetectorKind::kFace)) return;
  detectors[detector_count++] = DetectorKind::kFace;
}

bool Settings::uses(DetectorKind kind) const {
  for (const DetectorKind used : used_detectors()) {
    if (used == kind) return true;
  }
  return false;
}

std::span<const Name> Settings::used_labels() const {
  static constexpr std::array kOtherwise = {person()};
  if (label_count == 0) return kOtherwise;
  return std::span(labels).first(label_count);
}

TrackRules Settings::track_rules(DetectorKind kind) const {
  // BlazeFace is surer of a face than SSD is of a person.
  constexpr std::array<TrackRules, kDetectorKinds.size()> kSuitable = {
      {{0.45f, 0.30f, 1.5f}, {0.60f, 0.40f, 1.5f}}};
  const TrackSettings& own = track_of_one[static_cast<std::size_t>(kind)];
  const TrackRules& suitable = kSuitable[static_cast<std::size_t>(kind)];
  const auto chosen = [&](std::optional<float> TrackSettings::*setting, float otherwise) {
    return (own.*setting).value_or((track.*setting).value_or(otherwise));
  };
  return {chosen(&TrackSettings::start_score, suitable.start_score),
          chosen(&TrackSettings::keep_score, suitable.keep_score),
          chosen(&TrackSettings::patience, suitable.patience)};
}

}  // namespace ocellus::camera
