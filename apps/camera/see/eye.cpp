#include "apps/camera/see/eye.hpp"

#include <algorithm>

namespace ocellus::camera {

Status Eye::prepare_tracks(const Settings& settings, std::span<const LabelIndex> labels) {
  settings_ = &settings;
  const TrackRules rules = settings.track_rules(kind());
  std::copy(labels.begin(), labels.end(), labels_.begin());
  tracker_options_.labels = std::span(labels_).first(labels.size());
  tracker_options_.start_score = rules.start_score;
  tracker_options_.keep_score = rules.keep_score;
  tracker_options_.occlusion_time = {static_cast<std::int64_t>(rules.patience * 1e6f)};
  // Until the first frame tells the picture's size; what is wrong with lines shows here already.
  return draw_scene({100, 100}, true);
}

Status Eye::draw_scene(PixelSize picture, bool anew) {
  std::array<CountingLine, Scene::kMaxLines> lines;
  for (std::size_t i = 0; i < settings_->line_count; ++i) {
    const LineSettings& line = settings_->lines[i];
    lines[i] = {line.name.view(), line.from.in(picture), line.to.in(picture)};
  }
  std::array<Zone, Scene::kMaxZones> zones;
  for (std::size_t i = 0; i < settings_->zone_count; ++i) {
    const ZoneSettings& zone = settings_->zones[i];
    zones[i] = {.name = zone.name.view(), .corner_count = zone.corner_count, .corners = {}};
    for (std::size_t corner = 0; corner < zone.corner_count; ++corner) {
      zones[i].corners[corner] = zone.corners[corner].in(picture);
    }
  }
  const auto used_lines = std::span(lines).first(settings_->line_count);
  const auto used_zones = std::span(zones).first(settings_->zone_count);
  return anew ? scene_.prepare(used_lines, used_zones) : scene_.redraw(used_lines, used_zones);
}

Status Eye::start_tracks(PixelSize full_size) {
  if (full_size == full_size_) return Status::success();
  Status status = tracker_.prepare(tracker_options_, full_size);
  if (status.ok()) status = draw_scene(full_size, false);
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
