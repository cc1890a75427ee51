// TRANSPOSE_CONV, gathered: each output looks up the inputs that its definition scatters to it.
// Sums of whole numbers are the same in any order. Formula: TensorFlow Lite Micro, TransposeConv.
#pragma once

#include <cstddef>
#include <cstdint>

#include "runtime/kernels/operands.hpp"
#include "runtime/kernels/operators.hpp"
#include "runtime/kernels/packed__scalar.hpp"
#include "runtime/kernels/requantize_integer.hpp"

namespace ocellus::kernels {

// Input and output: one batch each; they do not overlap. Input pixel (y, x) adds its products with
// tap (ky, kx) to output pixel (y * stride_y - pad_top + ky, x * stride_x - pad_left + kx) where
// there is one; the window's dilation is 1. Constants: as packed__scalar.hpp says, the filter OHWI.
// Bias and products are added modulo 2^32.
struct TransposeConv {
  Extent input;
  Extent output;
  Window window;
  std::int32_t input_zero_point = 0;
  Output quantized;

  bool operator==(const TransposeConv&) const = default;
};

[[gnu::always_inline]] inline void run(const TransposeConv& op, const Operands& at) {
  const Packed__scalar parameters = packed__scalar(at.constants, op.output.channels);
  const Window& window = op.window;
  const std::int32_t depth = op.input.channels;
  std::int8_t* output = at.output(0);
  for (std::int32_t y = 0; y < op.output.height; ++y) {
    // The taps that meet an input row are those of one remainder.
    const std::int32_t from_y = y + window.pad_top;
    const std::int32_t first_ky = from_y % window.stride_y;
    for (std::int32_t x = 0; x < op.output.width; ++x) {
      const std::int32_t from_x = x + window.pad_left;
      const std::int32_t first_kx = from_x % window.stride_x;
      for (std::int32_t o = 0; o < op.output.channels; ++o) {
        std::uint32_t sum = static_cast<std::uint32_t>(parameters.bias[o]);
        for (std::int32_t ky = first_ky; ky < window.height && ky <= from_y;
             ky += window.stride_y) {
          const std::int32_t in_y = (from_y - ky) / window.stride_y;
          if (in_y >= op.input.height) {
            continue;
          }
          for (std::int32_t kx = first_kx; kx < window.width && kx <= from_x;
               kx += window.stride_x) {
            const std::int32_t in_x = (from_x - kx) / window.stride_x;
            if (in_x >= op.input.width) {
              continue;
            }
            const std::int8_t* const pixel =
                at.input(0) + (std::ptrdiff_t{in_y} * op.input.width + in_x) * depth;
            const std::int8_t* const taps =
                parameters.filter +
                ((std::ptrdiff_t{o} * window.height + ky) * window.width + kx) * depth;
            for (std::int32_t c = 0; c < depth; ++c) {
              sum += static_cast<std::uint32_t>(taps[c] * (pixel[c] - op.input_zero_point));
            }
          }
        }
        *output++ = requantize_integer(static_cast<std::int32_t>(sum), parameters.multipliers[o],
                                       op.quantized);
      }
    }
  }
}

}  // namespace ocellus::kernels
