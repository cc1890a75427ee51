// The sampling of columns, laid out for vectors: every target's weights as whole runs of eight
// int16, padded with zeros.
#pragma once

#include <array>
#include <cstdint>

#include "runtime/vision/column_pairs.hpp"
#include "runtime/vision/sampling.hpp"

namespace ocellus {

class ColumnTaps {
 public:
  static constexpr std::int32_t kRun = 8;
  // Values past the end of a row that may be read, for nothing.
  static constexpr std::int32_t kSlack = ColumnPairs::kWindow;

  void prepare(const Sampling& sampling);

  std::int32_t targets() const { return targets_; }
  std::int32_t runs() const { return runs_; }  // of each target
  // Where in the row the first run of each target begins; the others follow it.
  const std::int32_t* first() const { return first_.data(); }
  // kRun weights for each target, one target after another.
  const std::int16_t* weights(std::int32_t run) const {
    return weights_.data() + std::ptrdiff_t{run} * targets_ * kRun;
  }

#if defined(__x86_64__)
  const ColumnPairs& pairs() const { return pairs_; }
#endif

 private:
  // A target has less than 2 * source / target + 1 taps.
  static constexpr std::size_t kMostWeights =
      2 * Sampling::kMaxSource + std::size_t{kRun} * Sampling::kMaxTarget;

  std::int32_t targets_ = 0;
  std::int32_t runs_ = 0;
  std::array<std::int32_t, Sampling::kMaxTarget> first_ = {};
  alignas(64) std::array<std::int16_t, kMostWeights> weights_ = {};
#if defined(__x86_64__)
  ColumnPairs pairs_;
#endif
};

}  // namespace ocellus
