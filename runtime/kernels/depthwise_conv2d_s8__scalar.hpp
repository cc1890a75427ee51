// DEPTHWISE_CONV_2D, the specification in code: every other kernel computes these bits.
#pragma once

#include <cstddef>
#include <cstdint>

#include "runtime/kernels/band.hpp"
#include "runtime/kernels/operators.hpp"
#include "runtime/kernels/packed__scalar.hpp"
#include "runtime/kernels/requantize_integer.hpp"

namespace ocellus::kernels {

// `packed` as packed__scalar.hpp says; no scratch.
[[gnu::always_inline]] inline void depthwise_conv2d_s8__scalar(const DepthwiseConv2d& op,
                                                               const std::int8_t* input,
                                                               const std::byte* packed,
                                                               std::int8_t* output,
                                                               std::byte* /*scratch*/, Band band) {
  const Packed__scalar parameters = packed__scalar(packed, op.output.channels);
  const Window& window = op.window;
  const std::int32_t multiplier = op.multiplier();
  output += static_cast<std::ptrdiff_t>(band.begin) * op.output.width * op.output.channels;
  for (std::int32_t y = band.begin; y < band.end; ++y) {
    for (std::int32_t x = 0; x < op.output.width; ++x) {
      for (std::int32_t o = 0; o < op.output.channels; ++o) {
        // Unsigned, because sums wrap.
        std::uint32_t sum = static_cast<std::uint32_t>(parameters.bias[o]);
        for (std::int32_t ky = 0; ky < window.height; ++ky) {
          const std::int32_t in_y = y * window.stride_y - window.pad_top + ky * window.dilation_y;
          if (in_y < 0 || in_y >= op.input.height) {
            continue;  // padding holds the zero point and adds nothing
          }
          for (std::int32_t kx = 0; kx < window.width; ++kx) {
            const std::int32_t in_x =
                x * window.stride_x - window.pad_left + kx * window.dilation_x;
            if (in_x < 0 || in_x >= op.input.width) {
              continue;
            }
            const std::int32_t value =
                input[(static_cast<std::ptrdiff_t>(in_y) * op.input.width + in_x) *
                          op.input.channels +
                      o / multiplier];
            const std::int32_t tap =
                parameters.filter[static_cast<std::ptrdiff_t>(ky * window.width + kx) *
                                      op.output.channels +
                                  o];
            sum += static_cast<std::uint32_t>(tap * (value - op.input_zero_point));
          }
        }
        *output++ = requantize_integer(static_cast<std::int32_t>(sum), parameters.multipliers[o],
                                       op.quantized);
      }
    }
  }
}

// The same with every shape a compile-time constant.
template <DepthwiseConv2d kOp>
[[gnu::noinline]] void depthwise_conv2d_s8__scalar(const std::int8_t* input,
                                                   const std::byte* packed, std::int8_t* output,
                                                   std::byte* scratch) {
  depthwise_conv2d_s8__scalar(kOp, input, packed, output, scratch, whole(kOp));
}

// A band of it.
template <DepthwiseConv2d kOp>
[[gnu::noinline]] void depthwise_conv2d_s8__scalar(const std::int8_t* input,
                                                   const std::byte* packed, std::int8_t* output,
                                                   std::byte* scratch, Band band) {
  depthwise_conv2d_s8__scalar(kOp, input, packed, output, scratch, band);
}

}  // namespace ocellus::kernels
