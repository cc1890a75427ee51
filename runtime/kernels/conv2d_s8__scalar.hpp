// CONV_2D, the specification in code: every other kernel computes these bits.
#pragma once

#include <cstddef>
#include <cstdint>

#include "runtime/kernels/band.hpp"
#include "runtime/kernels/operators.hpp"
#include "runtime/kernels/packed__scalar.hpp"
#include "runtime/kernels/requantize_integer.hpp"

namespace ocellus::kernels {

// `packed` as packed__scalar.hpp says; no scratch.
[[gnu::always_inline]] inline void conv2d_s8__scalar(const Conv2d& op, const std::int8_t* input,
                                                     const std::byte* packed, std::int8_t* output,
                                                     std::byte* /*scratch*/, Band band,
                                                     ChannelBand channels) {
  const Packed__scalar parameters = packed__scalar(packed, op.output.channels);
  const Window& window = op.window;
  for (std::int32_t p = band.begin; p < band.end; ++p) {
    const std::int32_t y = p / op.output.width;
    const std::int32_t x = p % op.output.width;
    for (std::int32_t o = channels.begin; o < channels.end; ++o) {
      // Unsigned, because sums wrap.
      std::uint32_t sum = static_cast<std::uint32_t>(parameters.bias[o]);
      for (std::int32_t ky = 0; ky < window.height; ++ky) {
        const std::int32_t in_y = y * window.stride_y - window.pad_top + ky * window.dilation_y;
        if (in_y < 0 || in_y >= op.input.height) {
          continue;  // padding holds the zero point and adds nothing
        }
        for (std::int32_t kx = 0; kx < window.width; ++kx) {
          const std::int32_t in_x = x * window.stride_x - window.pad_left + kx * window.dilation_x;
          if (in_x < 0 || in_x >= op.input.width) {
            continue;
          }
          const std::int8_t* pixel =
              input +
              (static_cast<std::ptrdiff_t>(in_y) * op.input.width + in_x) * op.input.channels;
          const std::int8_t* taps =
              parameters.filter +
              ((static_cast<std::ptrdiff_t>(o) * window.height + ky) * window.width + kx) *
                  op.input.channels;
          for (std::int32_t c = 0; c < op.input.channels; ++c) {
            sum += static_cast<std::uint32_t>(taps[c] * (pixel[c] - op.input_zero_point));
          }
        }
      }
      output[static_cast<std::ptrdiff_t>(p) * op.output.channels + o] = requantize_integer(
          static_cast<std::int32_t>(sum), parameters.multipliers[o], op.quantized);
    }
  }
}

// The same with every shape a compile-time constant.
template <Conv2d kOp>
[[gnu::noinline]] void conv2d_s8__scalar(const std::int8_t* input, const std::byte* packed,
                                         std::int8_t* output, std::byte* scratch) {
  conv2d_s8__scalar(kOp, input, packed, output, scratch, whole(kOp), all_channels(kOp));
}

// A band of it.
template <Conv2d kOp>
[[gnu::noinline]] void conv2d_s8__scalar(const std::int8_t* input, const std::byte* packed,
                                         std::int8_t* output, std::byte* scratch, Band band) {
  conv2d_s8__scalar(kOp, input, packed, output, scratch, band, all_channels(kOp));
}

// Some of its channels.
template <Conv2d kOp>
[[gnu::noinline]] void conv2d_s8__scalar(const std::int8_t* input, const std::byte* packed,
                                         std::int8_t* output, std::byte* scratch,
                                         ChannelBand band) {
  conv2d_s8__scalar(kOp, input, packed, output, scratch, whole(kOp), band);
}

}  // namespace ocellus::kernels
