#include "runtime/vision/sampling.hpp"

namespace ocellus {
namespace {

// The triangle filter in whole numbers: distances and weights in units of 1 / (2 * target length)
// source pixels, so that nothing is rounded before the weights are scaled to kOne.
struct Triangle {
  std::int64_t source;
  std::int64_t target;

  std::int64_t half_width() const { return 2 * (target > source ? target : source); }

  // Not normalised; 0 or less where the filter does not reach.
  std::int64_t weight(std::int64_t source_pixel, std::int64_t target_pixel) const {
    const std::int64_t distance = (2 * source_pixel + 1) * target - (2 * target_pixel + 1) * source;
    return half_width() - (distance < 0 ? -distance : distance);
  }

  std::int64_t nearest(std::int64_t target_pixel) const {
    return (2 * target_pixel + 1) * source / (2 * target);
  }
};

}  // namespace

Status Sampling::prepare_shared(std::int32_t source_length, std::int32_t target_length,
                                std::int32_t start, std::int32_t shift) {
  if (source_length < 1 || target_length < 1) {
    return Status::failure(Code::kUnsupported, "a picture or its target is empty");
  }
  if (source_length > kMaxSource) {
    return Status::failure(Code::kTooLarge, "a picture of more than 4096 pixels a side");
  }
  if (target_length > kMaxTarget) {
    return Status::failure(Code::kTooLarge, "a model input of more than 640 pixels a side");
  }
  const std::int32_t offset = start & ((1 << shift) - 1);
  source_length_ = ((offset + source_length - 1) >> shift) + 1;
  target_length_ = target_length;

  const Triangle triangle{source_length, target_length};
  std::int32_t used = 0;
  for (std::int32_t t = 0; t < target_length; ++t) {
    std::int64_t first = triangle.nearest(t);
    while (first > 0 && triangle.weight(first - 1, t) > 0) --first;
    std::int64_t total = 0;
    std::int64_t end = first;
    for (; end < source_length && triangle.weight(end, t) > 0; ++end) {
      total += triangle.weight(end, t);
    }

    const std::int64_t first_sample = (offset + first) >> shift;
    first_[t] = static_cast<std::int32_t>(first_sample);
    begin_[t] = used;
    std::int64_t sum = 0;
    std::int64_t scaled_before = 0;
    for (std::int64_t i = first; i < end; ++i) {
      sum += triangle.weight(i, t);
      const std::int64_t scaled = (2 * kOne * sum + total) / (2 * total);
      const std::int32_t at =
          begin_[t] + static_cast<std::int32_t>(((offset + i) >> shift) - first_sample);
      const std::int32_t before = at < used ? weights_[at] : 0;
      weights_[at] = static_cast<std::int16_t>(before + scaled - scaled_before);
      used = at + 1;
      scaled_before = scaled;
    }
  }
  begin_[target_length] = used;
  return Status::success();
}

}  // namespace ocellus
