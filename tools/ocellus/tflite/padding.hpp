// TensorFlow's two rules for the edges of a sliding window, along one axis.
//
// Source of the formulas: TensorFlow's documentation of tf.nn.convolution, "padding".
#pragma once

#include <algorithm>
#include <cstdint>

#include "tools/ocellus/graph/graph.hpp"

namespace ocellus::tools {

// One axis of a convolution; each number at least 1, and (window - 1) * dilation below 2^30.
struct Sliding {
  std::int32_t input;
  std::int32_t window;
  std::int32_t stride;
  std::int32_t dilation;

  // How many pixels the window spans.
  constexpr std::int32_t span() const { return (window - 1) * dilation + 1; }
};

// The output's extent, 0 when the window does not fit.
constexpr std::int32_t valid_positions(Sliding axis) {
  return axis.span() > axis.input ? 0 : (axis.input - axis.span()) / axis.stride + 1;
}

constexpr std::int32_t same_positions(Sliding axis) { return (axis.input - 1) / axis.stride + 1; }

// As much as makes same_positions; the odd pixel goes after the last.
constexpr Padding same_padding(Sliding rows, Sliding columns) {
  const auto total = [](Sliding axis) {
    return std::max(0, (same_positions(axis) - 1) * axis.stride + axis.span() - axis.input);
  };
  const std::int32_t y = total(rows), x = total(columns);
  return {.top = y / 2, .bottom = y - y / 2, .left = x / 2, .right = x - x / 2};
}

}  // namespace ocellus::tools
