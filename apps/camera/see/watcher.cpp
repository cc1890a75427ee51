#include "apps/camera/see/watcher.hpp"

namespace ocellus::camera {
namespace {

// `length` of `from` pixels, in a picture where they are `to` pixels; rounded up, so that nothing
// is lost.
std::int32_t rescaled(std::int32_t length, std::int32_t to, std::int32_t from) {
  return static_cast<std::int32_t>((static_cast<std::int64_t>(length) * to + from - 1) / from);
}

}  // namespace

Status Watcher::choose_models(const Settings& settings, std::string_view isa) {
  settings_ = &settings;
  eye_count_ = 0;
  for (const DetectorKind kind : settings.used_detectors()) {
    Eye* const eye = eye_of(kind);
    if (eye == nullptr) {
      return Status::failure(Code::kUnsupported, "this program carries the detector ssd only");
    }
    if (const Status status = eye->choose_model(isa); !status.ok()) return status;
    eyes_[eye_count_++] = eye;
  }
  return Status::success();
}

Eye* Watcher::eye_of(DetectorKind kind) {
  return kind == DetectorKind::kFace ? eye_in(face_) : &ssd_;
}

Status Watcher::prepare(Pixels pixels) {
  pixels_ = pixels;
  for (Eye* eye : eyes()) {
    if (const Status status = eye->prepare(*settings_, arena_); !status.ok()) return status;
  }
  return Status::success();
}

std::size_t Watcher::arena_bytes() const {
  std::size_t bytes = 0;
  for (const Eye* eye : eyes()) bytes = std::max(bytes, eye->model().arena_bytes);
  return bytes;
}

bool Watcher::something_happened() const {
  for (const Eye* eye : eyes()) {
    if (!eye->events().empty()) return true;
  }
  return false;
}

bool Watcher::follows_somebody() const {
  for (const Eye* eye : eyes()) {
    if (!eye->tracker().tracks().empty()) return true;
  }
  return false;
}

std::span<const Counts> Watcher::counts(CountsRoom& room) const {
  for (std::size_t i = 0; i < eye_count_; ++i) {
    room[i] = {eye_count_ > 1 ? name(eyes_[i]->kind()) : "", &eyes_[i]->scene()};
  }
  return std::span(room).first(eye_count_);
}

Status Watcher::see(const capture::Frame& frame, StageTimes& times) {
  for (Eye* eye : eyes()) eye->forget_events();
  if (frame.encoding == capture::Encoding::kRaw) {
    view_ = frame.raw;
    full_size_ = {view_.width, view_.height};
  } else {
    picture::Size size;
    const Status status = decoder_.decode_samples(frame.bytes, size_to_decode(), view_, size);
    if (!status.ok()) return status;
    full_size_ = {size.width, size.height};
  }
  times.end(Stage::kDecode);
  return Status::success();
}

Status Watcher::infer(const capture::Frame& frame, platform::Crew& crew, StageTimes& times) {
  for (Eye* eye : eyes()) {
    // Here the arena passes to the next eye: the one before has found what there was.
    if (const Status status = eye->load(view_, region(), full_size_); !status.ok()) return status;
    times.end(Stage::kPreprocess, eye->kind());
    eye->infer(crew);
    times.end(Stage::kInference, eye->kind());
    eye->find();
    times.end(Stage::kPostprocess, eye->kind());
  }
  for (Eye* eye : eyes()) eye->follow({frame.time.count()}, frame.index);
  return Status::success();
}

// The region must come out at least as large as every model's input; how much of the picture it is
// shows only when the first frame was decoded.
picture::Size Watcher::size_to_decode() const {
  if (pixels_ == Pixels::kForPeople || full_size_ == PixelSize{}) return {};
  PixelSize input;
  for (const Eye* eye : eyes()) {
    input.width = std::max(input.width, eye->input_size().width);
    input.height = std::max(input.height, eye->input_size().height);
  }
  const Region region = settings_->region.in(full_size_);
  return {rescaled(full_size_.width, input.width, region.width),
          rescaled(full_size_.height, input.height, region.height)};
}

// The region of the settings, in pixels as decoded.
Region Watcher::region_of(PixelSize decoded) const {
  const Region wanted = settings_->region.in(full_size_);
  const auto x = [&](std::int32_t at) {
    return static_cast<std::int32_t>(std::int64_t{at} * decoded.width / full_size_.width);
  };
  const auto y = [&](std::int32_t at) {
    return static_cast<std::int32_t>(std::int64_t{at} * decoded.height / full_size_.height);
  };
  return {x(wanted.x), y(wanted.y), x(wanted.width), y(wanted.height)};
}

}  // namespace ocellus::camera
