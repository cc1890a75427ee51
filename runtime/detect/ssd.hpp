// What a single-shot detector's two outputs mean: boxes and scores per anchor become detections.
//
// For every anchor with centre (ax, ay) and size (aw, ah), the model gives ty, tx, th, tw and one
// logit per class, class 0 being the background:
//   centre  = ax + aw * tx / centre_scale,  ay + ah * ty / centre_scale
//   size    = aw * e^(tw / size_scale),     ah * e^(th / size_scale)
//   score   = 1 / (1 + e^-logit)
// Each anchor speaks for its best class only (the lowest, when equal). Of the anchors that reach
// the threshold the kMaxCandidates best are kept; per class, going down the scores, a box is
// dropped that overlaps a better kept one by more than `max_overlap` (greedy non-maximum
// suppression on boxes already clipped to the picture). Equal scores go by anchor.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "runtime/detect/anchors.hpp"
#include "runtime/detect/detection.hpp"
#include "runtime/detect/quantization.hpp"
#include "runtime/detect/ranking.hpp"
#include "runtime/model.hpp"
#include "runtime/status.hpp"
#include "runtime/vision/preprocess.hpp"

namespace ocellus {

// The facts of one detector, which its model file does not hold.
struct SsdDescription {
  std::string_view name;
  PixelSize input;
  ValueRange values;  // that the input's levels 0 and 255 stand for
  Fit fit = Fit::kStretch;
  std::span<const AnchorGrid> anchors;
  float centre_scale = 10;
  float size_scale = 5;
  std::span<const std::string_view> labels;  // one per class; labels[0] names the background
  float min_score = 0.5f;                    // sensible defaults for SsdOptions
  float max_overlap = 0.5f;
};

struct SsdOptions {
  float min_score = 0.5f;    // 0..1; detections below it are not reported
  float max_overlap = 0.5f;  // 0..1, intersection over union of two boxes of one class

  static constexpr SsdOptions defaults(const SsdDescription& description) {
    return {description.min_score, description.max_overlap};
  }
};

class SsdDecoder {
 public:
  using Description = SsdDescription;
  using Options = SsdOptions;

  static constexpr std::size_t kMaxCandidates = 256;
  static constexpr std::size_t kMaxDetections = 100;
  static constexpr std::size_t kMaxAnchors = 65535;
  static constexpr std::size_t kMaxClasses = 1024;

  // `description` must outlive the decoder. kUnsupported when it or the options make no sense.
  Status prepare(const SsdDescription& description, const SsdOptions& options);

  // The same, and learns from a compiled model which output is which and how each is quantized.
  // kUnsupported when the model's input and outputs are not the described ones.
  Status prepare(const SsdDescription& description, const SsdOptions& options, const Model& model);

  // For outputs that come without a Model, from another interpreter. scale > 0.
  void set_quantization(Quantization boxes, Quantization scores);

  std::size_t anchors() const { return anchors_; }
  std::size_t classes() const { return classes_; }

  // Best first. `boxes` is anchors x 4 and `scores` anchors x classes, else nothing is found.
  // `view` is what the model saw (Preprocessor::view()) of a picture of `picture` pixels. The
  // result lives in the decoder until the next call.
  std::span<const Detection> decode(std::span<const std::int8_t> boxes,
                                    std::span<const std::int8_t> scores, const Box& view,
                                    PixelSize picture);
  std::span<const Detection> decode(std::span<const float> boxes, std::span<const float> scores,
                                    const Box& view, PixelSize picture);

  // After prepare() with a model: its outputs as they lie in the arena.
  std::span<const Detection> decode(const Model& model, const std::byte* arena, const Box& view,
                                    PixelSize picture);

 private:
  struct Candidate {
    float score;
    std::uint16_t anchor;
    std::uint16_t label;
  };

  template <typename Reader, typename Value>
  std::span<const Detection> decode_with(const Reader& reader, std::span<const Value> boxes,
                                         std::span<const Value> scores, const Box& view,
                                         PixelSize picture);
  void add_detection(const Detection& detection);

  const SsdDescription* description_ = nullptr;
  SsdOptions options_;
  std::size_t anchors_ = 0;
  std::size_t classes_ = 0;
  std::size_t box_output_ = 0;
  std::size_t score_output_ = 0;

  // Indexed by q + 128.
  std::array<float, 256> offset_of_ = {};  // t / centre_scale
  std::array<float, 256> growth_of_ = {};  // e^(t / size_scale)
  std::array<float, 256> score_of_ = {};
  std::int32_t least_score_ = 128;  // the smallest q that reaches min_score

  Ranking<Candidate, kMaxCandidates> candidates_;
  std::size_t detection_count_ = 0;
  std::array<Detection, kMaxDetections> detections_ = {};
};

}  // namespace ocellus
