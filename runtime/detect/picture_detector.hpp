// A compiled detector from picture to detections, in the three steps that a frame takes.
#pragma once

#include <cstddef>
#include <span>

#include "runtime/detect/detection.hpp"
#include "runtime/model.hpp"
#include "runtime/status.hpp"
#include "runtime/vision/preprocess.hpp"

namespace ocellus {

// `Decoder` says what the model's outputs mean: an SsdDecoder or a BlazeDecoder.
template <typename Decoder>
class PictureDetector {
 public:
  using Description = typename Decoder::Description;
  using Options = typename Decoder::Options;
  static constexpr std::size_t kMaxDetections = Decoder::kMaxDetections;

  // `description` and `model` must outlive the detector; `arena` holds at least
  // model.arena_bytes, 64-byte aligned. kUnsupported when they do not belong together, kTooLarge
  // when the arena is too small.
  Status prepare(const Description& description, const Options& options, const Model& model,
                 std::span<std::byte> arena) {
    if (arena.size() < model.arena_bytes) {
      return Status::failure(Code::kTooLarge, "the arena is smaller than the model needs");
    }
    if (const Status status = decoder_.prepare(description, options, model); !status.ok()) {
      return status;
    }
    const ModelTensor& input = model.inputs[0];
    levels_ =
        quantize_levels(description.values, static_cast<double>(input.scale), input.zero_point);
    description_ = &description;
    model_ = &model;
    arena_ = arena.data();
    picture_ = {};
    return Status::success();
  }

  // Where to look: pictures of `picture` pixels, of which `region` is shown to the model. Cheap
  // when nothing changed, so it may be called for every frame.
  Status aim(PixelSize picture, Region region) {
    if (picture == picture_ && region == region_) return Status::success();
    const Status status = preprocessor_.prepare(picture, region, description_->input,
                                                description_->fit, levels_, 0, model_->isa);
    picture_ = status.ok() ? picture : PixelSize{};
    region_ = region;
    return status;
  }

  // The three steps. `load` refuses a picture that was not aimed at.
  Status load(const ImageView& picture) {
    return preprocessor_.run(picture, model_->input(arena_, 0));
  }
  void infer() { model_->run(arena_); }
  // By `runner`, which has run(const Model&, std::byte* arena): several threads, perhaps.
  template <typename Runner>
  void infer(Runner& runner) {
    runner.run(*model_, arena_);
  }
  std::span<const Detection> detections() {
    return decoder_.decode(*model_, arena_, preprocessor_.view(), picture_);
  }

  // For what a decoder knows beyond detections, such as key points.
  const Decoder& decoder() const { return decoder_; }

 private:
  const Description* description_ = nullptr;
  const Model* model_ = nullptr;
  std::byte* arena_ = nullptr;
  PixelSize picture_;
  Region region_;
  LevelTable levels_ = {};
  Preprocessor preprocessor_;
  Decoder decoder_;
};

}  // namespace ocellus
