// The sliding window of a convolution along one axis.
#pragma once

#include <algorithm>
#include <cstdint>

namespace ocellus::tools {

// Each number at least 1, and (window - 1) * dilation below 2^30.
struct Sliding {
  std::int32_t input;
  std::int32_t window;
  std::int32_t stride;
  std::int32_t dilation;

  // How many pixels the window spans.
  constexpr std::int32_t span() const { return (window - 1) * dilation + 1; }

  // The padding that the last of `positions` reaches into, behind the input and `before` pixels of
  // padding.
  constexpr std::int32_t needed_after(std::int32_t positions, std::int32_t before) const {
    return std::max(0, (positions - 1) * stride + span() - input - before);
  }
};

}  // namespace ocellus::tools
