#include "runtime/vision/column_pairs.hpp"

namespace ocellus {

// Pairs begin at even values of the row, so a target's first may begin with a value of weight 0.
void ColumnPairs::prepare(const Sampling& sampling) {
  pairs_ = window_ = 0;
  const std::int32_t targets = sampling.target_length();
  if (targets < kGroup) return;

  const auto start_of = [&](std::int32_t t) { return sampling.taps(t).first / 2 * 2; };
  const auto pairs_of = [&](const Sampling::Taps& taps) {
    return (taps.first % 2 + static_cast<std::int32_t>(taps.weights.size()) + 1) / 2;
  };
  std::int32_t most_pairs = 0;
  for (std::int32_t t = 0; t < targets; ++t) {
    const std::int32_t pairs = pairs_of(sampling.taps(t));
    most_pairs = pairs > most_pairs ? pairs : most_pairs;
  }
  std::int32_t widest = 0;
  for (std::int32_t t = 0; t < targets; t += kGroup) {
    if (t > targets - kGroup) t = targets - kGroup;
    const std::int32_t width = start_of(t + kGroup - 1) + 2 * most_pairs - start_of(t);
    widest = width > widest ? width : widest;
  }
  if (most_pairs > kMostPairs || widest > kWindow) return;
  pairs_ = most_pairs;
  window_ = widest;

  weights_.fill(0);
  std::size_t g = 0;
  for (std::int32_t t = 0; t < targets; t += kGroup, ++g) {
    if (t > targets - kGroup) t = targets - kGroup;
    starts_[g] = start_of(t);
    for (std::int32_t i = 0; i < kGroup; ++i) {
      const Sampling::Taps taps = sampling.taps(t + i);
      places_[g * kGroup + static_cast<std::size_t>(i)] = (start_of(t + i) - starts_[g]) / 2;
      std::int32_t at = taps.first % 2;
      for (const std::int16_t weight : taps.weights) {
        const auto pair = g * static_cast<std::size_t>(pairs_) + static_cast<std::size_t>(at / 2);
        weights_[pair * 2 * kGroup + static_cast<std::size_t>(2 * i + at % 2)] = weight;
        ++at;
      }
    }
  }
}

}  // namespace ocellus
