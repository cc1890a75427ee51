// The sampling of columns once more, for instruction sets that pick values from a window of a row
// by index: sixteen targets at a time, each step a pair of neighbouring values for every one of
// them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "runtime/vision/sampling.hpp"

namespace ocellus {

class ColumnPairs {
 public:
  static constexpr std::int32_t kGroup = 16;    // targets
  static constexpr std::int32_t kWindow = 128;  // values of a row that a group may lie over

  // Where it cannot be done so (fewer targets than a group, a group over more than a window),
  // pairs() is 0.
  void prepare(const Sampling& sampling);

  std::int32_t pairs() const { return pairs_; }    // of each target
  std::int32_t window() const { return window_; }  // values that the widest group lies over

  // Of the group of targets t .. t + 15; t is a multiple of 16, or what is left to the end when the
  // last group overlaps the one before.
  struct Group {
    const std::int16_t* weights;  // 32 for every pair
    const std::int32_t* places;   // of the targets' first pairs in the window, in pairs
    std::int32_t start;           // of the window in the row
  };
  Group group(std::int32_t t) const {
    const auto g = static_cast<std::size_t>((t + kGroup - 1) / kGroup);
    return {weights_.data() + g * static_cast<std::size_t>(pairs_) * 2 * kGroup,
            places_.data() + g * kGroup, starts_[g]};
  }

 private:
  static constexpr std::size_t kMostGroups = (Sampling::kMaxTarget + kGroup - 1) / kGroup;
  static constexpr std::int32_t kMostPairs = 10;

  std::int32_t pairs_ = 0;
  std::int32_t window_ = 0;
  std::array<std::int32_t, kMostGroups> starts_ = {};
  alignas(64) std::array<std::int32_t, kMostGroups* kGroup> places_ = {};
  alignas(64) std::array<std::int16_t, kMostGroups* kMostPairs* 2 * kGroup> weights_ = {};
};

}  // namespace ocellus
