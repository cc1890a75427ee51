// Durations of one stage over any number of frames, in fixed memory.
//
// A logarithmic histogram: each octave of nanoseconds is cut into 64 equal steps, so a quantile is
// exact to 1/64 (1.6 %) of its value however many years the program runs.
#pragma once

#include <array>
#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace ocellus {

using Nanoseconds = std::chrono::nanoseconds;

class LatencyHistogram {
 public:
  constexpr void add(Nanoseconds duration) {
    const std::int64_t count = duration.count();
    const auto ns = static_cast<std::uint64_t>(count < 0 ? 0 : count);
    ++buckets_[bucket(ns)];
    ++samples_;
    if (ns > maximum_) maximum_ = ns;
  }

  constexpr std::uint64_t samples() const { return samples_; }
  constexpr Nanoseconds maximum() const { return Nanoseconds(maximum_); }

  // The smallest duration that at least `fraction` (0..1) of the samples do not exceed; the upper
  // edge of its histogram step. Zero when there are no samples.
  constexpr Nanoseconds quantile(double fraction) const {
    if (samples_ == 0) return Nanoseconds(0);
    const double wanted = fraction * static_cast<double>(samples_);
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < kBuckets; ++i) {
      seen += buckets_[i];
      if (seen > 0 && static_cast<double>(seen) >= wanted) {
        const std::uint64_t edge = upper_edge(i);
        return Nanoseconds(edge < maximum_ ? edge : maximum_);
      }
    }
    return maximum();
  }

 private:
  static constexpr int kStepBits = 6;
  static constexpr std::size_t kSteps = std::size_t{1} << kStepBits;
  static constexpr int kLargestBit = 40;  // 2^40 ns, 18 minutes: longer counts as that
  static constexpr std::size_t kBuckets = kSteps * (kLargestBit - kStepBits + 1);

  // Values below 64 ns have a step each; from there on, the six bits after the leading one.
  static constexpr std::size_t bucket(std::uint64_t ns) {
    constexpr std::uint64_t kLargest = (std::uint64_t{1} << kLargestBit) - 1;
    if (ns > kLargest) ns = kLargest;
    if (ns < kSteps) return static_cast<std::size_t>(ns);
    const int octave = static_cast<int>(std::bit_width(ns)) - 1 - kStepBits;
    return static_cast<std::size_t>(octave) * kSteps + static_cast<std::size_t>(ns >> octave);
  }

  static constexpr std::uint64_t upper_edge(std::size_t index) {
    if (index < 2 * kSteps) return index;
    const std::size_t octave = index / kSteps - 1;
    const std::uint64_t mantissa = index - octave * kSteps;
    return ((mantissa + 1) << octave) - 1;
  }

  std::array<std::uint64_t, kBuckets> buckets_ = {};
  std::uint64_t samples_ = 0;
  std::uint64_t maximum_ = 0;
};

}  // namespace ocellus
