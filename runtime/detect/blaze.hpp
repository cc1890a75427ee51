// What the two outputs of a BlazeFace-like detector mean: coordinates and one score per anchor
// become boxes with key points.
//
// For every anchor at (ax, ay), the model gives x, y, w, h, then x, y of each key point, and a
// logit:
//   centre    = ax + x / coordinate_scale,  ay + y / coordinate_scale
//   size      = w / coordinate_scale,       h / coordinate_scale
//   key point = ax + x / coordinate_scale,  ay + y / coordinate_scale
//   score     = 1 / (1 + e^-logit)
// all in fractions of the model's input. Of the anchors that reach the threshold the kMaxCandidates
// best are kept. Going down the scores, each candidate not yet used is joined by all later ones
// whose box overlaps its own by more than `max_overlap`; box and key points are their mean weighted
// by score, and the score is the best one's (Bazarevsky et al., 2019, section 3.3: a face's box
// jitters less over time than when the best alone speaks). Equal scores go by anchor.
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
struct BlazeDescription {
  std::string_view name;
  PixelSize input;
  ValueRange values;  // that the input's levels 0 and 255 stand for
  Fit fit = Fit::kLetterbox;
  std::span<const AnchorGrid> anchors;       // whose shapes do not matter
  float coordinate_scale = 128;              // what the model's coordinates are fractions of
  std::span<const std::string_view> parts;   // names of the key points, in the model's order
  std::span<const std::string_view> labels;  // of the one class there is
  float min_score = 0.5f;                    // sensible defaults for BlazeOptions
  float max_overlap = 0.3f;
};

struct BlazeOptions {
  float min_score = 0.5f;    // above 0 and at most 1; detections below it are not reported
  float max_overlap = 0.3f;  // 0..1, intersection over union of two boxes of one thing

  static constexpr BlazeOptions defaults(const BlazeDescription& description) {
    return {description.min_score, description.max_overlap};
  }
};

class BlazeDecoder {
 public:
  using Description = BlazeDescription;
  using Options = BlazeOptions;

  static constexpr std::size_t kMaxCandidates = 256;
  static constexpr std::size_t kMaxDetections = 100;
  static constexpr std::size_t kMaxAnchors = 65535;
  static constexpr std::size_t kMaxKeyPoints = 6;

  // `description` must outlive the decoder. kUnsupported when it or the options make no sense.
  Status prepare(const BlazeDescription& description, const BlazeOptions& options);

  // The same, and learns from a compiled model which output is which and how each is quantized.
  // kUnsupported when the model's input and outputs are not the described ones.
  Status prepare(const BlazeDescription& description, const BlazeOptions& options,
                 const Model& model);

  // For outputs that come without a Model, from another interpreter. scale > 0.
  void set_quantization(Quantization coordinates, Quantization scores);

  std::size_t anchors() const { return anchors_; }
  std::size_t values_per_anchor() const { return 4 + 2 * key_point_count_; }

  // Best first. `coordinates` is anchors x values_per_anchor and `scores` one per anchor, else
  // nothing is found. `view` is what the model saw (Preprocessor::view()) of a picture of `picture`
  // pixels. A box outside the picture, and one with a value that is no number or more than
  // kFarthest inputs away, is not reported. The result lives in the decoder until the next call.
  std::span<const Detection> decode(std::span<const std::int8_t> coordinates,
                                    std::span<const std::int8_t> scores, const Box& view,
                                    PixelSize picture);
  std::span<const Detection> decode(std::span<const float> coordinates,
                                    std::span<const float> scores, const Box& view,
                                    PixelSize picture);

  // After prepare() with a model: its outputs as they lie in the arena.
  std::span<const Detection> decode(const Model& model, const std::byte* arena, const Box& view,
                                    PixelSize picture);

  // The parts of detection `index` of the last decode(), in pixels of the picture and perhaps
  // outside it: the model guesses where an ear is that it does not see.
  std::span<const Point> key_points(std::size_t index) const {
    return std::span(key_points_[index]).first(key_point_count_);
  }

  static constexpr float kFarthest = 1000;

 private:
  using KeyPoints = std::array<Point, kMaxKeyPoints>;

  struct Candidate {
    float score;
    std::uint16_t anchor;
    bool used;  // by a detection, or nonsense
    Box box;    // pixels of the picture, not clipped
    KeyPoints key_points;
  };

  template <typename Reader, typename Value>
  std::span<const Detection> decode_with(const Reader& reader, std::span<const Value> coordinates,
                                         std::span<const Value> scores, const Box& view,
                                         PixelSize picture);
  void join(std::span<Candidate> candidates, PixelSize picture);

  const BlazeDescription* description_ = nullptr;
  BlazeOptions options_;
  std::size_t anchors_ = 0;
  std::size_t key_point_count_ = 0;
  std::size_t coordinate_output_ = 0;
  std::size_t score_output_ = 0;

  // Indexed by q + 128.
  std::array<float, 256> fraction_of_ = {};  // coordinate / coordinate_scale
  std::array<float, 256> score_of_ = {};
  std::int32_t least_score_ = 128;  // the smallest q that reaches min_score

  Ranking<Candidate, kMaxCandidates> candidates_;
  std::size_t detection_count_ = 0;
  std::array<Detection, kMaxDetections> detections_ = {};
  std::array<KeyPoints, kMaxDetections> key_points_ = {};
};

}  // namespace ocellus
