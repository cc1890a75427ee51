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

// The filter over samples. Pixels count from the sample that serves the source's first, which is
// pixel `offset` then.
struct SampleFilter {
  Triangle triangle;
  std::int64_t offset;
  Sampling::Sharing sharing;

  bool interpolated() const { return sharing == Sampling::Sharing::kCentred; }
  std::int64_t sample_of(std::int64_t pixel) const {
    return sharing == Sampling::Sharing::kNone ? pixel : pixel >> 1;
  }
  std::int64_t samples() const { return sample_of(offset + triangle.source - 1) + 1; }

  // The samples that pixels `first` and `last` of the source take part of.
  std::int64_t first_sample(std::int64_t first) const {
    const std::int64_t pixel = offset + first;
    return sample_of(interpolated() && pixel > 0 ? pixel - 1 : pixel);
  }
  std::int64_t last_sample(std::int64_t last) const {
    const std::int64_t sample = sample_of(offset + last + (interpolated() ? 1 : 0));
    return sample < samples() ? sample : samples() - 1;
  }

  // What a pixel has of a target, 0 where the filter does not reach or the source ends.
  std::int64_t of_pixel(std::int64_t pixel, std::int64_t target_pixel) const {
    const std::int64_t source_pixel = pixel - offset;
    if (source_pixel < 0 || source_pixel >= triangle.source) return 0;
    const std::int64_t weight = triangle.weight(source_pixel, target_pixel);
    return weight > 0 ? weight : 0;
  }

  // Four times what a sample has of it.
  std::int64_t weight(std::int64_t sample, std::int64_t target_pixel) const {
    if (sharing == Sampling::Sharing::kNone) return 4 * of_pixel(sample, target_pixel);
    const std::int64_t left = of_pixel(2 * sample, target_pixel);
    const std::int64_t right = of_pixel(2 * sample + 1, target_pixel);
    if (!interpolated()) return 4 * (left + right);
    const std::int64_t before = of_pixel(2 * sample - 1, target_pixel);
    const std::int64_t after = of_pixel(2 * sample + 2, target_pixel);
    // At the ends a pixel has no neighbour to take from.
    return 3 * (left + right) + (sample == 0 ? left : before) +
           (sample == samples() - 1 ? right : after);
  }
};

}  // namespace

Status Sampling::prepare_shared(std::int32_t source_length, std::int32_t target_length,
                                std::int32_t start, Sharing sharing) {
  if (source_length < 1 || target_length < 1) {
    return Status::failure(Code::kUnsupported, "a picture or its target is empty");
  }
  if (source_length > kMaxSource) {
    return Status::failure(Code::kTooLarge, "a picture of more than 4096 pixels a side");
  }
  if (target_length > kMaxTarget) {
    return Status::failure(Code::kTooLarge, "a model input of more than 640 pixels a side");
  }
  const SampleFilter filter = {
      {source_length, target_length}, sharing == Sharing::kNone ? 0 : start % 2, sharing};
  source_length_ = static_cast<std::int32_t>(filter.samples());
  target_length_ = target_length;

  const Triangle& triangle = filter.triangle;
  std::int32_t used = 0;
  for (std::int32_t t = 0; t < target_length; ++t) {
    std::int64_t first = triangle.nearest(t);
    while (first > 0 && triangle.weight(first - 1, t) > 0) --first;
    std::int64_t total = 0;
    std::int64_t end = first;
    for (; end < source_length && triangle.weight(end, t) > 0; ++end) {
      total += 4 * triangle.weight(end, t);
    }

    const std::int64_t first_sample = filter.first_sample(first);
    first_[t] = static_cast<std::int32_t>(first_sample);
    begin_[t] = used;
    std::int64_t sum = 0;
    std::int64_t scaled_before = 0;
    for (std::int64_t sample = first_sample; sample <= filter.last_sample(end - 1); ++sample) {
      sum += filter.weight(sample, t);
      const std::int64_t scaled = (2 * kOne * sum + total) / (2 * total);
      weights_[used++] = static_cast<std::int16_t>(scaled - scaled_before);
      scaled_before = scaled;
    }
  }
  begin_[target_length] = used;
  return Status::success();
}

}  // namespace ocellus
