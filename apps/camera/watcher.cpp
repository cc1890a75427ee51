#include "apps/camera/watcher.hpp"

#include "runtime/detect/ssd_mobilenet_v2_oidv4.hpp"

namespace ocellus::camera {
namespace {

constexpr const SsdDescription& kDetector = ssd_mobilenet_v2_oidv4::kDescription;

// `length` of `from` pixels, in a picture where they are `to` pixels; rounded up, so that nothing
// is lost.
std::int32_t rescaled(std::int32_t length, std::int32_t to, std::int32_t from) {
  return static_cast<std::int32_t>((static_cast<std::int64_t>(length) * to + from - 1) / from);
}

Status find_label(std::string_view label, LabelIndex& index) {
  for (std::size_t i = 1; i < kDetector.labels.size(); ++i) {
    if (kDetector.labels[i] == label) {
      index = static_cast<LabelIndex>(i);
      return Status::success();
    }
  }
  return Status::failure(Code::kNotFound, "[model] label is none that the model knows");
}

Microseconds to_microseconds(float seconds) { return {static_cast<std::int64_t>(seconds * 1e6f)}; }

}  // namespace

Status Watcher::prepare(const Settings& settings, const Model& model, Pixels pixels) {
  settings_ = &settings;
  pixels_ = pixels;
  if (const Status status = find_label(settings.label.view(), label_); !status.ok()) return status;

  SsdOptions detection = SsdOptions::defaults(kDetector);
  detection.min_score = settings.keep_score;
  if (const Status status = detector_.prepare(kDetector, detection, model, arena_.bytes);
      !status.ok()) {
    return status;
  }

  tracker_options_.labels = {&label_, 1};
  tracker_options_.start_score = settings.start_score;
  tracker_options_.keep_score = settings.keep_score;
  tracker_options_.occlusion_time = to_microseconds(settings.patience);

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

std::span<const std::string_view> Watcher::labels() const { return kDetector.labels; }

Status Watcher::watch(const capture::Frame& frame, StageTimes& times) {
  events_ = {};
  image_ = {};
  ImageView view;
  PixelSize full_size;
  Status status = decode(frame, view, full_size);
  if (!status.ok()) return status;
  times.end(Stage::kDecode);

  const PixelSize decoded = {view.width, view.height};
  status = aim(decoded, full_size);
  if (status.ok()) status = detector_.load(view);
  if (!status.ok()) return status;
  times.end(Stage::kPreprocess);

  detector_.infer();
  times.end(Stage::kInference);

  enlarge(detector_.detections(), decoded);
  times.end(Stage::kPostprocess);

  const ocellus::Microseconds now = {frame.time.count()};
  tracker_.update(std::span(detections_).first(detection_count_), now);
  events_ = scene_.update(tracker_, now, frame.index);
  return status;
}

Status Watcher::decode(const capture::Frame& frame, ImageView& view, PixelSize& full_size) {
  if (frame.encoding == capture::Encoding::kRaw) {
    view = frame.raw;
    full_size = {view.width, view.height};
    return Status::success();
  }
  // The region must come out at least as large as the model's input; how much of the picture it is
  // shows only when the first frame was decoded.
  picture::Size at_least;
  if (pixels_ == Pixels::kForModel && full_size_ != PixelSize{}) {
    const Region& region = settings_->region;
    const std::int32_t width = region.width > 0 ? region.width : full_size_.width;
    const std::int32_t height = region.height > 0 ? region.height : full_size_.height;
    at_least = {rescaled(full_size_.width, kDetector.input.width, width),
                rescaled(full_size_.height, kDetector.input.height, height)};
  }
  picture::Size size;
  const Status status = decoder_.decode(frame.bytes, at_least, image_, size);
  view = image_.view();
  full_size = {size.width, size.height};
  return status;
}

Status Watcher::aim(PixelSize decoded, PixelSize full_size) {
  if (full_size != full_size_) {
    if (const Status status = tracker_.prepare(tracker_options_, full_size); !status.ok()) {
      return status;
    }
    full_size_ = full_size;
  }
  const Region& wanted = settings_->region;
  if (wanted.width == 0) return detector_.aim(decoded, Region::whole(decoded));
  const auto x = [&](std::int32_t at) {
    return static_cast<std::int32_t>(std::int64_t{at} * decoded.width / full_size.width);
  };
  const auto y = [&](std::int32_t at) {
    return static_cast<std::int32_t>(std::int64_t{at} * decoded.height / full_size.height);
  };
  return detector_.aim(decoded, {x(wanted.x), y(wanted.y), x(wanted.width), y(wanted.height)});
}

// From pixels as decoded to pixels of the whole picture, in which lines and zones are drawn.
void Watcher::enlarge(std::span<const Detection> detections, PixelSize decoded) {
  const float x = static_cast<float>(full_size_.width) / static_cast<float>(decoded.width);
  const float y = static_cast<float>(full_size_.height) / static_cast<float>(decoded.height);
  detection_count_ = detections.size();
  for (std::size_t i = 0; i < detection_count_; ++i) {
    detections_[i] = detections[i];
    const Box& box = detections[i].box;
    detections_[i].box = {box.x0 * x, box.y0 * y, box.x1 * x, box.y1 * y};
  }
}

}  // namespace ocellus::camera
