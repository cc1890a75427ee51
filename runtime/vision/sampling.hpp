// How one axis of a picture is resampled: for every target pixel, the source pixels under its
// filter and their weights.
//
// The filter is a triangle. With `ratio` = source length / target length, target pixel t has its
// centre at c = (t + 1/2) * ratio (half-pixel centres), and source pixel i, whose centre is
// i + 1/2, weighs max(0, 1 - |i + 1/2 - c| / h), h = max(1, ratio). What falls outside the source
// is dropped and the rest scaled to sum to one. So enlarging is plain bilinear interpolation, and
// when shrinking every source pixel counts alike: thin and small things neither vanish nor flicker.
// Weights are exact integers scaled to kOne by rounding their running sum.
//
// Chroma samples that two pixels share are read once for both: a sample weighs what its pixels
// weigh together. Where samples lie amid their pixels they are interpolated: a pixel's chroma is
// 3/4 of its own sample and 1/4 of the nearer neighbour's, or all its own at the ends; this too is
// in the weights.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "runtime/status.hpp"

namespace ocellus {

class Sampling {
 public:
  static constexpr std::int32_t kMaxSource = 4096;  // pixels
  static constexpr std::int32_t kMaxTarget = 640;   // pixels
  static constexpr std::int32_t kOne = 1 << 14;     // what the weights of one target pixel sum to

  // How samples belong to pixels.
  enum class Sharing : std::uint8_t {
    kNone,    // one sample for every pixel
    kPairs,   // one for two, the first of which is even
    kCentred  // the same, and interpolated
  };

  // The source samples first .. first + weights.size() - 1 of one target pixel; at least one.
  struct Taps {
    std::int32_t first;
    std::span<const std::int16_t> weights;  // 0..kOne
  };

  // kTooLarge beyond the limits above, kUnsupported for lengths below 1; nothing changes then.
  Status prepare(std::int32_t source_length, std::int32_t target_length) {
    return prepare_shared(source_length, target_length, 0, Sharing::kNone);
  }

  // The source's first pixel is number `start` of the picture; taps count samples from the one that
  // serves it.
  Status prepare_shared(std::int32_t source_length, std::int32_t target_length, std::int32_t start,
                        Sharing sharing);

  std::int32_t source_length() const { return source_length_; }  // samples
  std::int32_t target_length() const { return target_length_; }  // pixels

  // 0 <= target < target_length().
  Taps taps(std::int32_t target) const {
    const std::int32_t begin = begin_[target];
    return {first_[target],
            {weights_.data() + begin, static_cast<std::size_t>(begin_[target + 1] - begin)}};
  }

 private:
  std::int32_t source_length_ = 0;
  std::int32_t target_length_ = 0;
  std::array<std::int32_t, kMaxTarget> first_ = {};
  std::array<std::int32_t, kMaxTarget + 1> begin_ = {};  // where the weights of each target start
  // When enlarging, two taps per target pixel; when shrinking, every source pixel lies under two
  // filters at most.
  static_assert(kMaxSource >= kMaxTarget);
  std::array<std::int16_t, 2 * kMaxSource> weights_ = {};
};

}  // namespace ocellus
