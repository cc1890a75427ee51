#include "runtime/detect/blaze.hpp"

#include "runtime/detect/box.hpp"
#include "runtime/exponential.hpp"

namespace ocellus {
namespace {

constexpr std::size_t kBoxValues = 4;  // x, y, w, h

// How float outputs are read: no tables, for judging other decoders' inputs on a workstation.
struct FloatReader {
  double coordinate_scale;
  float min_score;

  bool reaches(float logit) const { return score(logit) >= min_score; }
  float score(float logit) const { return static_cast<float>(logistic(logit)); }
  float fraction(float value) const { return static_cast<float>(value / coordinate_scale); }
};

// How int8 outputs are read: everything by table, and no float at all below the threshold.
struct QuantizedReader {
  const float* fraction_of;
  const float* score_of;
  std::int32_t least_score;

  bool reaches(std::int8_t q) const { return q >= least_score; }
  float score(std::int8_t q) const { return score_of[q + 128]; }
  float fraction(std::int8_t q) const { return fraction_of[q + 128]; }
};

// A sum of places, each as often as its weight says.
class WeightedMean {
 public:
  void add(const Box& box, std::span<const Point> points, float weight) {
    weight_ += weight;
    box_ = {box_.x0 + weight * box.x0, box_.y0 + weight * box.y0, box_.x1 + weight * box.x1,
            box_.y1 + weight * box.y1};
    for (std::size_t i = 0; i < points.size(); ++i) {
      points_[i].x += weight * points[i].x;
      points_[i].y += weight * points[i].y;
    }
  }

  Box box() const {
    return {box_.x0 / weight_, box_.y0 / weight_, box_.x1 / weight_, box_.y1 / weight_};
  }
  Point point(std::size_t i) const { return {points_[i].x / weight_, points_[i].y / weight_}; }

 private:
  float weight_ = 0;
  Box box_;
  std::array<Point, BlazeDecoder::kMaxKeyPoints> points_ = {};
};

bool is_fraction(float value) { return value >= 0 && value <= 1; }

bool has_shape(const ModelTensor& tensor, std::size_t rows, std::size_t depth) {
  return tensor.shape[0] == 1 && tensor.shape[1] == 1 &&
         static_cast<std::size_t>(tensor.shape[2]) == rows &&
         static_cast<std::size_t>(tensor.shape[3]) == depth;
}

}  // namespace

Status BlazeDecoder::prepare(const BlazeDescription& description, const BlazeOptions& options) {
  description_ = nullptr;  // until all is well, nothing is found
  const std::size_t anchors = anchor_count(description.anchors);
  if (anchors == 0 || anchors > kMaxAnchors || description.parts.size() > kMaxKeyPoints ||
      description.labels.size() != 1 || !(description.coordinate_scale > 0)) {
    return Status::failure(Code::kUnsupported,
                           "a detector without anchors, label or scale, or of too many key points");
  }
  if (!is_fraction(options.min_score) || !is_fraction(options.max_overlap) ||
      options.min_score == 0) {  // whose weight in a mean would be nothing
    return Status::failure(Code::kUnsupported, "a detector's thresholds must lie in 0..1");
  }
  description_ = &description;
  options_ = options;
  anchors_ = anchors;
  key_point_count_ = description.parts.size();
  set_quantization({}, {});
  return Status::success();
}

Status BlazeDecoder::prepare(const BlazeDescription& description, const BlazeOptions& options,
                             const Model& model) {
  if (Status s = prepare(description, options); !s.ok()) return s;
  const std::array<std::int32_t, 4> image = {1, description.input.height, description.input.width,
                                             3};
  if (model.inputs.size() != 1 || model.inputs[0].shape != image) {
    description_ = nullptr;
    return Status::failure(Code::kUnsupported, "the model's input is not the detector's");
  }
  bool has_coordinates = false;
  bool has_scores = false;
  for (std::size_t i = 0; i < model.outputs.size(); ++i) {
    if (has_shape(model.outputs[i], anchors_, values_per_anchor())) {
      coordinate_output_ = i;
      has_coordinates = true;
    } else if (has_shape(model.outputs[i], anchors_, 1)) {
      score_output_ = i;
      has_scores = true;
    }
  }
  if (!has_coordinates || !has_scores) {
    description_ = nullptr;
    return Status::failure(Code::kUnsupported, "the model's outputs are not the detector's");
  }
  const ModelTensor& coordinates = model.outputs[coordinate_output_];
  const ModelTensor& scores = model.outputs[score_output_];
  set_quantization({coordinates.scale, coordinates.zero_point}, {scores.scale, scores.zero_point});
  return Status::success();
}

void BlazeDecoder::set_quantization(Quantization coordinates, Quantization scores) {
  least_score_ = 128;
  for (std::int32_t q = 127; q >= -128; --q) {
    const double value = double{coordinates.scale} * (q - coordinates.zero_point);
    fraction_of_[q + 128] = static_cast<float>(value / description_->coordinate_scale);
    const double logit = double{scores.scale} * (q - scores.zero_point);
    score_of_[q + 128] = static_cast<float>(logistic(logit));
    if (score_of_[q + 128] >= options_.min_score) least_score_ = q;
  }
}

std::span<const Detection> BlazeDecoder::decode(std::span<const std::int8_t> coordinates,
                                                std::span<const std::int8_t> scores,
                                                const Box& view, PixelSize picture) {
  const QuantizedReader reader = {fraction_of_.data(), score_of_.data(), least_score_};
  return decode_with(reader, coordinates, scores, view, picture);
}

std::span<const Detection> BlazeDecoder::decode(std::span<const float> coordinates,
                                                std::span<const float> scores, const Box& view,
                                                PixelSize picture) {
  if (description_ == nullptr) return {};
  const FloatReader reader = {description_->coordinate_scale, options_.min_score};
  return decode_with(reader, coordinates, scores, view, picture);
}

std::span<const Detection> BlazeDecoder::decode(const Model& model, const std::byte* arena,
                                                const Box& view, PixelSize picture) {
  if (description_ == nullptr) return {};
  return decode(model.output(arena, coordinate_output_), model.output(arena, score_output_), view,
                picture);
}

template <typename Reader, typename Value>
std::span<const Detection> BlazeDecoder::decode_with(const Reader& reader,
                                                     std::span<const Value> coordinates,
                                                     std::span<const Value> scores, const Box& view,
                                                     PixelSize picture) {
  detection_count_ = 0;
  candidates_.clear();
  if (description_ == nullptr || coordinates.size() != anchors_ * values_per_anchor() ||
      scores.size() != anchors_) {
    return {};
  }
  for (std::size_t anchor = 0; anchor < anchors_; ++anchor) {
    if (!reader.reaches(scores[anchor])) continue;
    candidates_.add(
        {reader.score(scores[anchor]), static_cast<std::uint16_t>(anchor), false, {}, {}});
  }
  for (Candidate& candidate : candidates_.entries()) {
    const Anchor anchor = anchor_at(description_->anchors, candidate.anchor);
    const Value* values = coordinates.data() + candidate.anchor * values_per_anchor();
    const auto fraction = [&](std::size_t i) {
      const float value = reader.fraction(values[i]);
      if (!(value >= -kFarthest && value <= kFarthest)) candidate.used = true;
      return value;
    };
    const auto place = [&](float x, float y) -> Point {
      return {view.x0 + x * view.width(), view.y0 + y * view.height()};
    };
    const float x = anchor.x + fraction(0);
    const float y = anchor.y + fraction(1);
    const float half_width = fraction(2) * 0.5f;
    const float half_height = fraction(3) * 0.5f;
    const Point upper_left = place(x - half_width, y - half_height);
    const Point lower_right = place(x + half_width, y + half_height);
    candidate.box = {upper_left.x, upper_left.y, lower_right.x, lower_right.y};
    for (std::size_t i = 0; i < key_point_count_; ++i) {
      const std::size_t at = kBoxValues + 2 * i;
      candidate.key_points[i] = place(anchor.x + fraction(at), anchor.y + fraction(at + 1));
    }
  }
  join(candidates_.entries(), picture);
  return std::span(detections_).first(detection_count_);
}

void BlazeDecoder::join(std::span<Candidate> candidates, PixelSize picture) {
  for (std::size_t i = 0; i < candidates.size() && detection_count_ < kMaxDetections; ++i) {
    const Candidate& best = candidates[i];
    if (best.used || !(best.box.area() > 0)) continue;
    WeightedMean mean;
    mean.add(best.box, std::span(best.key_points).first(key_point_count_), best.score);
    for (Candidate& other : candidates.subspan(i + 1)) {
      if (other.used || !(intersection_over_union(best.box, other.box) > options_.max_overlap)) {
        continue;
      }
      other.used = true;
      mean.add(other.box, std::span(other.key_points).first(key_point_count_), other.score);
    }
    const Box box = clip(mean.box(), picture);
    if (!(box.area() > 0)) continue;
    for (std::size_t k = 0; k < key_point_count_; ++k) {
      key_points_[detection_count_][k] = mean.point(k);
    }
    detections_[detection_count_++] = {box, best.score, LabelIndex{0}};
  }
}

}  // namespace ocellus
