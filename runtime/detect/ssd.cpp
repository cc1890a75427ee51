#include "runtime/detect/ssd.hpp"

#include "runtime/detect/box.hpp"
#include "runtime/exponential.hpp"

namespace ocellus {
namespace {

constexpr std::size_t kBoxValues = 4;  // ty, tx, th, tw

// How float outputs are read: no tables, for judging other decoders' inputs on a workstation.
struct FloatReader {
  double centre_scale;
  double size_scale;
  float min_score;

  bool reaches(float logit) const { return score(logit) >= min_score; }
  float score(float logit) const { return static_cast<float>(logistic(logit)); }
  float offset(float t) const { return static_cast<float>(t / centre_scale); }
  float growth(float t) const { return static_cast<float>(exponential(t / size_scale)); }
};

// How int8 outputs are read: everything by table, and no float at all below the threshold.
struct QuantizedReader {
  const float* offset_of;
  const float* growth_of;
  const float* score_of;
  std::int32_t least_score;

  bool reaches(std::int8_t q) const { return q >= least_score; }
  float score(std::int8_t q) const { return score_of[q + 128]; }
  float offset(std::int8_t q) const { return offset_of[q + 128]; }
  float growth(std::int8_t q) const { return growth_of[q + 128]; }
};

template <typename Reader, typename Value>
Box decode_box(const Reader& reader, const Anchor& anchor, const Value* t, const Box& view) {
  const float y = anchor.y + anchor.shape.height * reader.offset(t[0]);
  const float x = anchor.x + anchor.shape.width * reader.offset(t[1]);
  const float half_height = anchor.shape.height * reader.growth(t[2]) * 0.5f;
  const float half_width = anchor.shape.width * reader.growth(t[3]) * 0.5f;
  return {view.x0 + (x - half_width) * view.width(), view.y0 + (y - half_height) * view.height(),
          view.x0 + (x + half_width) * view.width(), view.y0 + (y + half_height) * view.height()};
}

// The best class of one anchor that is not the background.
template <typename Value>
std::size_t best_class(const Value* scores, std::size_t classes) {
  std::size_t best = 1;
  for (std::size_t c = 2; c < classes; ++c) {
    if (scores[c] > scores[best]) best = c;
  }
  return best;
}

template <typename Value>
Value highest(const Value* scores, std::size_t classes) {
  Value high = scores[1];
  for (std::size_t c = 2; c < classes; ++c) high = scores[c] > high ? scores[c] : high;
  return high;
}

bool is_fraction(float value) { return value >= 0 && value <= 1; }

std::size_t elements(const ModelTensor& tensor) {
  std::size_t count = 1;
  for (const std::int32_t length : tensor.shape) count *= static_cast<std::size_t>(length);
  return count;
}

}  // namespace

Status SsdDecoder::prepare(const SsdDescription& description, const SsdOptions& options) {
  const std::size_t anchors = anchor_count(description.anchors);
  if (anchors == 0 || anchors > kMaxAnchors || description.labels.size() < 2 ||
      description.labels.size() > kMaxClasses || !(description.centre_scale > 0) ||
      !(description.size_scale > 0)) {
    return Status::failure(Code::kUnsupported, "a detector without anchors, classes or scales");
  }
  if (!is_fraction(options.min_score) || !is_fraction(options.max_overlap)) {
    return Status::failure(Code::kUnsupported, "a detector's thresholds must lie in 0..1");
  }
  description_ = &description;
  options_ = options;
  anchors_ = anchors;
  classes_ = description.labels.size();
  set_quantization({}, {});
  return Status::success();
}

Status SsdDecoder::prepare(const SsdDescription& description, const SsdOptions& options,
                           const Model& model) {
  if (Status s = prepare(description, options); !s.ok()) return s;
  const std::array<std::int32_t, 4> image = {1, description.input.height, description.input.width,
                                             3};
  if (model.inputs.size() != 1 || model.inputs[0].shape != image) {
    return Status::failure(Code::kUnsupported, "the model's input is not the detector's");
  }
  bool has_boxes = false;
  bool has_scores = false;
  for (std::size_t i = 0; i < model.outputs.size(); ++i) {
    const ModelTensor& output = model.outputs[i];
    const auto depth = static_cast<std::size_t>(output.shape[3]);
    if (!has_boxes && depth == kBoxValues && elements(output) == anchors_ * kBoxValues) {
      box_output_ = i;
      has_boxes = true;
    } else if (depth == classes_ && elements(output) == anchors_ * classes_) {
      score_output_ = i;
      has_scores = true;
    }
  }
  if (!has_boxes || !has_scores) {
    return Status::failure(Code::kUnsupported, "the model's outputs are not the detector's");
  }
  const ModelTensor& boxes = model.outputs[box_output_];
  const ModelTensor& scores = model.outputs[score_output_];
  set_quantization({boxes.scale, boxes.zero_point}, {scores.scale, scores.zero_point});
  return Status::success();
}

void SsdDecoder::set_quantization(Quantization boxes, Quantization scores) {
  least_score_ = 128;
  for (std::int32_t q = 127; q >= -128; --q) {
    const double t = double{boxes.scale} * (q - boxes.zero_point);
    offset_of_[q + 128] = static_cast<float>(t / description_->centre_scale);
    growth_of_[q + 128] = static_cast<float>(exponential(t / description_->size_scale));
    const double logit = double{scores.scale} * (q - scores.zero_point);
    score_of_[q + 128] = static_cast<float>(logistic(logit));
    if (score_of_[q + 128] >= options_.min_score) least_score_ = q;
  }
}

std::span<const Detection> SsdDecoder::decode(std::span<const std::int8_t> boxes,
                                              std::span<const std::int8_t> scores, const Box& view,
                                              PixelSize picture) {
  const QuantizedReader reader = {offset_of_.data(), growth_of_.data(), score_of_.data(),
                                  least_score_};
  return decode_with(reader, boxes, scores, view, picture);
}

std::span<const Detection> SsdDecoder::decode(std::span<const float> boxes,
                                              std::span<const float> scores, const Box& view,
                                              PixelSize picture) {
  if (description_ == nullptr) return {};
  const FloatReader reader = {description_->centre_scale, description_->size_scale,
                              options_.min_score};
  return decode_with(reader, boxes, scores, view, picture);
}

std::span<const Detection> SsdDecoder::decode(const Model& model, const std::byte* arena,
                                              const Box& view, PixelSize picture) {
  return decode(model.output(arena, box_output_), model.output(arena, score_output_), view,
                picture);
}

template <typename Reader, typename Value>
std::span<const Detection> SsdDecoder::decode_with(const Reader& reader,
                                                   std::span<const Value> boxes,
                                                   std::span<const Value> scores, const Box& view,
                                                   PixelSize picture) {
  candidates_.clear();
  detection_count_ = 0;
  if (description_ == nullptr || boxes.size() != anchors_ * kBoxValues ||
      scores.size() != anchors_ * classes_) {
    return {};
  }
  for (std::size_t anchor = 0; anchor < anchors_; ++anchor) {
    const Value* logits = scores.data() + anchor * classes_;
    const Value high = highest(logits, classes_);
    if (!reader.reaches(high)) continue;
    candidates_.add({reader.score(high), static_cast<std::uint16_t>(anchor),
                     static_cast<std::uint16_t>(best_class(logits, classes_))});
  }
  for (const Candidate& candidate : candidates_.entries()) {
    const Anchor anchor = anchor_at(description_->anchors, candidate.anchor);
    const Box box = decode_box(reader, anchor, boxes.data() + candidate.anchor * kBoxValues, view);
    add_detection({clip(box, picture), candidate.score, LabelIndex{candidate.label}});
  }
  return std::span(detections_).first(detection_count_);
}

void SsdDecoder::add_detection(const Detection& detection) {
  if (detection_count_ == kMaxDetections || !(detection.box.area() > 0)) return;
  for (std::size_t i = 0; i < detection_count_; ++i) {
    if (detections_[i].label == detection.label &&
        intersection_over_union(detections_[i].box, detection.box) > options_.max_overlap) {
      return;
    }
  }
  detections_[detection_count_++] = detection;
}

}  // namespace ocellus
