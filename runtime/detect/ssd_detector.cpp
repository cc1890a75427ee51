#include "runtime/detect/ssd_detector.hpp"

namespace ocellus {

Status SsdDetector::prepare(const SsdDescription& description, const SsdOptions& options,
                            const Model& model, std::span<std::byte> arena) {
  if (arena.size() < model.arena_bytes) {
    return Status::failure(Code::kTooLarge, "the arena is smaller than the model needs");
  }
  if (const Status status = decoder_.prepare(description, options, model); !status.ok()) {
    return status;
  }
  const ModelTensor& input = model.inputs[0];
  levels_ = quantize_levels(description.values, static_cast<double>(input.scale), input.zero_point);
  description_ = &description;
  model_ = &model;
  arena_ = arena.data();
  picture_ = {};
  return Status::success();
}

Status SsdDetector::aim(PixelSize picture, Region region) {
  if (picture == picture_ && region == region_) return Status::success();
  const Status status =
      preprocessor_.prepare(picture, region, description_->input, description_->fit, levels_);
  picture_ = status.ok() ? picture : PixelSize{};
  region_ = region;
  return status;
}

Status SsdDetector::load(const ImageView& picture) {
  return preprocessor_.run(picture, model_->input(arena_, 0));
}

void SsdDetector::infer() { model_->run(arena_); }

std::span<const Detection> SsdDetector::detections() {
  return decoder_.decode(*model_, arena_, preprocessor_.view(), picture_);
}

}  // namespace ocellus
