// CONV_2D in groups: each group of output channels reads its own share of the input channels.
#pragma once

#include <cstddef>
#include <cstdint>

#include "runtime/kernels/operands.hpp"
#include "runtime/kernels/operators.hpp"
#include "runtime/kernels/packed__scalar.hpp"
#include "runtime/kernels/requantize_integer.hpp"

namespace ocellus::kernels {

// As Conv2d, with input and output channels multiples of `groups`. Constants: as packed__scalar.hpp
// says, the filter OHWI with input.channels / groups input channels. Bias and products are added
// modulo 2^32.
struct GroupedConv2d {
  Extent input;
  Extent output;
  Window window;
  std::int32_t groups = 1;
  std::int32_t input_zero_point = 0;
  Output quantized;

  bool operator==(const GroupedConv2d&) const = default;
};

[[gnu::always_inline]] inline void run(const GroupedConv2d& op, const Operands& at) {
  const Packed__scalar parameters = packed__scalar(at.constants, op.output.channels);
  const Window& window = op.window;
  const std::int32_t depth = op.input.channels / op.groups;
  const std::int32_t share = op.output.channels / op.groups;
  std::int8_t* output = at.output(0);
  for (std::int32_t y = 0; y < op.output.height; ++y) {
    for (std::int32_t x = 0; x < op.output.width; ++x) {
      for (std::int32_t o = 0; o < op.output.channels; ++o) {
        std::uint32_t sum = static_cast<std::uint32_t>(parameters.bias[o]);
        const std::int8_t* const group = at.input(0) + std::ptrdiff_t{o / share} * depth;
        for (std::int32_t ky = 0; ky < window.height; ++ky) {
          const std::int32_t in_y = y * window.stride_y - window.pad_top + ky * window.dilation_y;
          if (in_y < 0 || in_y >= op.input.height) {
            continue;
          }
          for (std::int32_t kx = 0; kx < window.width; ++kx) {
            const std::int32_t in_x =
                x * window.stride_x - window.pad_left + kx * window.dilation_x;
            if (in_x < 0 || in_x >= op.input.width) {
              continue;
            }
            const std::int8_t* const pixel =
                group + (std::ptrdiff_t{in_y} * op.input.width + in_x) * op.input.channels;
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
