// TensorFlow's two rules for the edges of a sliding window.
//
// Source of the formulas: TensorFlow's documentation of tf.nn.convolution, "padding".
#pragma once

#include <cstdint>

#include "tools/ocellus/graph/graph.hpp"
#include "tools/ocellus/graph/window.hpp"

namespace ocellus::tools {

// The output's extent, 0 when the window does not fit.
constexpr std::int32_t valid_positions(Sliding axis) {
  return axis.span() > axis.input ? 0 : (axis.input - axis.span()) / axis.stride + 1;
}

constexpr std::int32_t same_positions(Sliding axis) { return (axis.input - 1) / axis.stride + 1; }

// As much as makes same_positions; the odd pixel goes after the last.
constexpr Padding same_padding(Sliding rows, Sliding columns) {
  const std::int32_t y = rows.needed_after(same_positions(rows), 0);
  const std::int32_t x = columns.needed_after(same_positions(columns), 0);
  return {.top = y / 2, .bottom = y - y / 2, .left = x / 2, .right = x - x / 2};
}

}  // namespace ocellus::tools
