// RESIZE_BILINEAR in fixed point: 10 bits behind the point along each axis. Formulas: TensorFlow
// Lite Micro, ResizeBilinearInteger. Positions are computed by the compiler.
#pragma once

#include <cstddef>
#include <cstdint>

#include "runtime/kernels/operands.hpp"
#include "runtime/kernels/operators.hpp"

namespace ocellus::kernels {

// Where one row or column of the output lies in the input: between `lower` and `upper`, both
// inside, `weight` / 1024 of the way. Before the first row the weight is negative, at least -512,
// and both are the same.
struct ResizePosition {
  static constexpr std::int32_t kOne = 1024;

  std::int32_t lower = 0;
  std::int32_t upper = 0;
  std::int32_t weight = 0;

  bool operator==(const ResizePosition&) const = default;
};

// Input and output: one batch each, NHWC, with equally many channels; they do not overlap. Nothing
// is rescaled. Constants: a ResizePosition for each row of the output, then for each column.
struct ResizeBilinear {
  Extent input;
  Extent output;

  bool operator==(const ResizeBilinear&) const = default;
};

[[gnu::always_inline]] inline void run(const ResizeBilinear& op, const Operands& at) {
  constexpr std::int32_t kOne = ResizePosition::kOne;
  const auto* const rows = reinterpret_cast<const ResizePosition*>(at.constants);
  const ResizePosition* const columns = rows + op.output.height;
  const std::int32_t channels = op.input.channels;
  const std::ptrdiff_t row_bytes = std::ptrdiff_t{op.input.width} * channels;
  std::int8_t* output = at.output(0);
  for (std::int32_t y = 0; y < op.output.height; ++y) {
    const ResizePosition row = rows[y];
    const std::int8_t* const above = at.input(0) + row.lower * row_bytes;
    const std::int8_t* const below = at.input(0) + row.upper * row_bytes;
    for (std::int32_t x = 0; x < op.output.width; ++x) {
      const ResizePosition column = columns[x];
      const std::ptrdiff_t left = std::ptrdiff_t{column.lower} * channels;
      const std::ptrdiff_t right = std::ptrdiff_t{column.upper} * channels;
      // The four are at most 1536^2 each and add up to 2^20: sums of int8 times these fit.
      const std::int32_t above_left = (kOne - row.weight) * (kOne - column.weight);
      const std::int32_t above_right = (kOne - row.weight) * column.weight;
      const std::int32_t below_left = row.weight * (kOne - column.weight);
      const std::int32_t below_right = row.weight * column.weight;
      for (std::int32_t c = 0; c < channels; ++c) {
        const std::int32_t sum = above[left + c] * above_left + above[right + c] * above_right +
                                 below[left + c] * below_left + below[right + c] * below_right;
        constexpr std::int32_t kHalf = kOne * kOne / 2;
        output[c] = static_cast<std::int8_t>((sum > 0 ? sum + kHalf : sum - kHalf) / (kOne * kOne));
      }
      output += channels;
    }
  }
}

}  // namespace ocellus::kernels
