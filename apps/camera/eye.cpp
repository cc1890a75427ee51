#include "apps/camera/eye.hpp"

namespace ocellus::camera {

Status Eye::prepare_tracks(const Settings& settings, LabelIndex label) {
  const TrackRules rules = settings.track_rules(kind());
  label_ = label;
  tracker_options_.labels = {&label_, 1};
  tracker_options_.start_score = rules.start_score;
  tracker_options_.keep_score = rules.keep_score;
  tracker_options_.occlusion_time = {static_cast<std::int64_t>(rules.patience * 1e6f)};

  std::array<CountingLine, Scene::kMaxLines> lines;
  for (std::size_t i = 0; i < settings.line_count; ++i) {
    const LineSettings& line = settings.lines[i];
    lines[i] = {line.name.view(), line.from, line.to};
  }
  std::array<Zone, Scene::kMaxZones> zones;
  for (std::size_t i = 0; i < settings.zone_count; ++i) {
    const ZoneSettings& zone = settings.zones[i];
    zones[i] = {zone.name.view(), zone.corner_count, zone.corners};
  }
  return scene_.prepare(std::span(lines).first(settings.line_count),
                        std::span(zones).first(settings.zone_count));
}

Status Eye::start_tracks(PixelSize full_size) {
  if (full_size == full_size_) return Status::success();
  const Status status = tracker_.prepare(tracker_options_, full_size);
  if (status.ok()) full_size_ = full_size;
  return status;
}

void Eye::keep(std::span<const Detection> detections, PixelSize decoded) {
  const float x = static_cast<float>(full_size_.width) / static_cast<float>(decoded.width);
  const float y = static_cast<float>(full_size_.height) / static_cast<float>(decoded.height);
  detection_count_ = detections.size();
  for (std::size_t i = 0; i < detection_count_; ++i) {
    detections_[i] = detections[i];
    const Box& box = detections[i].box;
    detections_[i].box = {box.x0 * x, box.y0 * y, box.x1 * x, box.y1 * y};
  }
}

void Eye::follow(Microseconds time, std::uint64_t frame) {
  tracker_.update(std::span(detections_).first(detection_count_), time);
  events_ = scene_.update(tracker_, time, frame);
}

}  // namespace ocellus::camera
