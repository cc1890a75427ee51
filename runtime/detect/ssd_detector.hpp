// A compiled detector from picture to detections, in the three steps that a frame takes.
#pragma once

#include <cstddef>
#include <span>

#include "runtime/detect/ssd.hpp"
#include "runtime/model.hpp"
#include "runtime/status.hpp"
#include "runtime/vision/preprocess.hpp"

namespace ocellus {

class SsdDetector {
 public:
  // `description` and `model` must outlive the detector; `arena` holds at least
  // model.arena_bytes, 64-byte aligned. kUnsupported when they do not belong together, kTooLarge
  // when the arena is too small.
  Status prepare(const SsdDescription& description, const SsdOptions& options, const Model& model,
                 std::span<std::byte> arena);

  // Where to look: pictures of `picture` pixels, of which `region` is shown to the model. Cheap
  // when nothing changed, so it may be called for every frame.
  Status aim(PixelSize picture, Region region);

  // The three steps. `load` refuses a picture that was not aimed at.
  Status load(const ImageView& picture);
  void infer();
  std::span<const Detection> detections();

 private:
  const SsdDescription* description_ = nullptr;
  const Model* model_ = nullptr;
  std::byte* arena_ = nullptr;
  PixelSize picture_;
  Region region_;
  LevelTable levels_ = {};
  Preprocessor preprocessor_;
  SsdDecoder decoder_;
};

}  // namespace ocellus
