// DEPTHWISE_CONV_2D with any window, for NEON and NEON+dotprod: correct for everything, and fast
// enough for windows that no other kernel is made for.
#pragma once

#include <arm_neon.h>

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "runtime/fixed_point.hpp"
#include "runtime/kernels/band.hpp"
#include "runtime/kernels/operators.hpp"
#include "runtime/kernels/packed__neon.hpp"
#include "runtime/kernels/requantize__neon.hpp"

namespace ocellus::kernels {

// kPixels neighbouring output pixels. `taps` says where each of the first one's window lies; those
// of the others lie a stride to the right.
template <int kPixels, Scheme__neon kScheme>
[[gnu::always_inline]] inline void depthwise_pixels__neon(const DepthwiseConv2d& op,
                                                          const std::int8_t* const* taps,
                                                          const std::byte* block,
                                                          std::int8_t* output) {
  constexpr std::int32_t kWidth = kBlockWidth__neon;
  const std::int32_t channels = op.output.channels;
  const std::int32_t count = op.window.height * op.window.width;
  const std::ptrdiff_t step = static_cast<std::ptrdiff_t>(op.window.stride_x) * channels;
  const Narrow__neon<kScheme> narrow(op.quantized);
  for (std::int32_t b = 0; b < block_count__neon(channels); ++b) {
    const std::int32_t start = block_start__neon(b, channels);
    const std::int32_t* const parameters = reinterpret_cast<const std::int32_t*>(block);
    const std::int8_t* weights =
        reinterpret_cast<const std::int8_t*>(block + kBlockParameterBytes__neon);
    int32x4_t sums[kPixels][2];
#pragma GCC unroll 4
    for (int i = 0; i < kPixels; ++i) {
      sums[i][0] = vld1q_s32(parameters);
      sums[i][1] = vld1q_s32(parameters + 4);
    }
    std::int32_t tap = 0;
    if constexpr (kScheme != Scheme__neon::kGeneral) {
      for (; tap + 2 <= count; tap += 2, weights += 2 * kWidth) {
        const std::int8_t* const even = taps[tap] + start;
        const std::int8_t* const odd = taps[tap + 1] + start;
        const int8x8_t even_weights = vld1_s8(weights);
        const int8x8_t odd_weights = vld1_s8(weights + kWidth);
#pragma GCC unroll 4
        for (int i = 0; i < kPixels; ++i) {
          int16x8_t products = vmull_s8(vld1_s8(even + i * step), even_weights);
          products = vmlal_s8(products, vld1_s8(odd + i * step), odd_weights);
          sums[i][0] = vaddw_s16(sums[i][0], vget_low_s16(products));
          sums[i][1] = vaddw_high_s16(sums[i][1], products);
        }
      }
    }
    for (; tap < count; ++tap, weights += kWidth) {
#pragma GCC unroll 4
      for (int i = 0; i < kPixels; ++i) {
        const int16x8_t products =
            vmull_s8(vld1_s8(taps[tap] + start + i * step), vld1_s8(weights));
        sums[i][0] = vaddw_s16(sums[i][0], vget_low_s16(products));
        sums[i][1] = vaddw_high_s16(sums[i][1], products);
      }
    }
    store_rows__neon<kPixels, kScheme>(sums, parameters, narrow, channels, output + start);
    block += depthwise_block_bytes__neon(op);
  }
}

// kTogether__neon pixels, or one.
template <Scheme__neon kScheme>
[[gnu::always_inline]] inline void depthwise_pixels__neon(const DepthwiseConv2d& op, bool together,
                                                          const std::int8_t* const* taps,
                                                          const std::byte* blocks,
                                                          std::int8_t* output) {
  if (together) {
    depthwise_pixels__neon<kDepthwiseTogether__neon, kScheme>(op, taps, blocks, output);
  } else {
    depthwise_pixels__neon<1, kScheme>(op, taps, blocks, output);
  }
}

// The same one channel after another: fewer channels than a vector has, or several output channels
// for each of the input.
[[gnu::always_inline]] inline void depthwise_pixel_by_channel__neon(const DepthwiseConv2d& op,
                                                                    const std::int8_t* const* taps,
                                                                    const std::byte* blocks,
                                                                    std::int8_t* output) {
  constexpr std::int32_t kWidth = kBlockWidth__neon;
  const std::int32_t count = op.window.height * op.window.width;
  for (std::int32_t channel = 0; channel < op.output.channels; ++channel) {
    const std::int32_t b = channel / kWidth;
    const std::int32_t lane = channel - block_start__neon(b, op.output.channels);
    const std::byte* const block =
        blocks + static_cast<std::size_t>(b) * depthwise_block_bytes__neon(op);
    const std::int32_t* const parameters = reinterpret_cast<const std::int32_t*>(block);
    const std::int8_t* const weights =
        reinterpret_cast<const std::int8_t*>(block + kBlockParameterBytes__neon) + lane;
    // Unsigned, because sums wrap.
    std::uint32_t sum = static_cast<std::uint32_t>(parameters[lane]);
    for (std::int32_t tap = 0; tap < count; ++tap) {
      sum +=
          static_cast<std::uint32_t>(taps[tap][channel / op.multiplier()] * weights[tap * kWidth]);
    }
    output[channel] = offset_and_clamp(
        multiply_by_quantized_multiplier(static_cast<std::int32_t>(sum), parameters[kWidth + lane],
                                         parameters[2 * kWidth + lane]),
        op.quantized.zero_point, op.quantized.low, op.quantized.high);
  }
}

[[gnu::always_inline]] inline void depthwise_conv2d_any__neon(const DepthwiseConv2d& op,
                                                              const std::int8_t* input,
                                                              const std::byte* packed,
                                                              std::int8_t* output,
                                                              std::byte* scratch, Band band) {
  const Window& window = op.window;
  const Scheme__neon scheme = scheme__neon(packed, op.quantized);
  const bool by_vector = op.multiplier() == 1 && op.output.channels >= kBlockWidth__neon;
  const std::byte* const blocks = packed + kHeaderBytes__neon;
  std::int8_t* const padding = reinterpret_cast<std::int8_t*>(scratch);
  std::memset(padding, op.input_zero_point, depthwise_padding_bytes__neon(op));
  const std::int8_t** const taps =
      reinterpret_cast<const std::int8_t**>(scratch + depthwise_padding_bytes__neon(op));
  output += static_cast<std::ptrdiff_t>(band.begin) * op.output.width * op.output.channels;
  for (std::int32_t y = band.begin; y < band.end; ++y) {
    for (std::int32_t x = 0; x < op.output.width;) {
      // Pixels whose windows lie inside from left to right; rows outside are all padding.
      const std::int32_t last = x + kDepthwiseTogether__neon - 1;
      const bool together =
          by_vector && last < op.output.width && x * window.stride_x >= window.pad_left &&
          last * window.stride_x - window.pad_left + (window.width - 1) * window.dilation_x <
              op.input.width;
      for (std::int32_t ky = 0; ky < window.height; ++ky) {
        const std::int32_t in_y = y * window.stride_y - window.pad_top + ky * window.dilation_y;
        for (std::int32_t kx = 0; kx < window.width; ++kx) {
          const std::int32_t in_x = x * window.stride_x - window.pad_left + kx * window.dilation_x;
          const bool inside =
              in_y >= 0 && in_y < op.input.height && in_x >= 0 && in_x < op.input.width;
          taps[ky * window.width + kx] =
              inside ? input + (static_cast<std::ptrdiff_t>(in_y) * op.input.width + in_x) *
                                   op.input.channels
                     : padding;
        }
      }
      if (!by_vector) {
        depthwise_pixel_by_channel__neon(op, taps, blocks, output);
      } else if (scheme == Scheme__neon::kRectified) {
        depthwise_pixels__neon<Scheme__neon::kRectified>(op, together, taps, blocks, output);
      } else if (scheme == Scheme__neon::kRightShifts) {
        depthwise_pixels__neon<Scheme__neon::kRightShifts>(op, together, taps, blocks, output);
      } else {
        depthwise_pixels__neon<1, Scheme__neon::kGeneral>(op, taps, blocks, output);
      }
      const std::int32_t done =
          together && scheme != Scheme__neon::kGeneral ? kDepthwiseTogether__neon : 1;
      x += done;
      output += static_cast<std::ptrdiff_t>(done) * op.output.channels;
    }
  }
}

}  // namespace ocellus::kernels
