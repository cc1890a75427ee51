#include "apps/camera/tell/drawing.hpp"

#include "runtime/draw/mosaic.hpp"
#include "runtime/draw/overlay.hpp"
#include "runtime/vision/colour.hpp"

namespace ocellus::camera {

void Drawing::prepare(const Settings& settings, const Watcher& watcher) {
  settings_ = &settings;
  watcher_ = &watcher;
  begin();
}

void Drawing::begin() { state_ = State::kNothing; }

Status Drawing::picture(MutableImage& image) {
  if (state_ == State::kNothing) {
    const ImageView& view = watcher_->view();
    const std::size_t bytes = std::size_t{3} * static_cast<std::size_t>(view.width) *
                              static_cast<std::size_t>(view.height);
    if (bytes > pixels_.size()) {
      return Status::failure(Code::kTooLarge, "the picture is too large to draw on");
    }
    image_ = {view.width, view.height, pixels_.data(), 3 * view.width};
    const Isa isa = watcher_->eyes()[0]->model().isa;
    if (const Status status = convert_to_rgb(view, image_, isa); !status.ok()) return status;
    hide_faces(image_);
    Watcher::CountsRoom room;
    draw_scenes(image_, watcher_->counts(room));
    for (const Eye* eye : watcher_->eyes()) draw_tracks(image_, eye->tracker(), eye->labels());
    state_ = State::kDrawn;
  }
  image = image_;
  return Status::success();
}

Status Drawing::jpeg(std::span<const std::uint8_t>& bytes) {
  if (state_ != State::kEncoded) {
    MutableImage image;
    Status status = picture(image);
    if (status.ok())
      status = encoder_.encode(image, settings_->snapshot.quality, jpeg_, jpeg_size_);
    if (!status.ok()) return status;
    state_ = State::kEncoded;
  }
  bytes = std::span(jpeg_).first(jpeg_size_);
  return Status::success();
}

Status Drawing::with_status(const StatusPanel& panel, MutableImage& image) {
  const Status status = picture(image);
  if (status.ok()) draw_status(image, panel);
  return status;
}

MutableImage Drawing::page(std::string_view message, const StatusPanel& panel) {
  begin();
  image_ = {640, 480, pixels_.data(), 3 * 640};
  draw_page(image_, message, panel);
  return image_;
}

void Drawing::hide_faces(const MutableImage& image) const {
  if (settings_->blur != Blur::kFaces) return;
  for (const Eye* eye : watcher_->eyes()) {
    if (eye->kind() == DetectorKind::kFace) draw_mosaics(image, eye->detections(), eye->tracker());
  }
}

}  // namespace ocellus::camera
