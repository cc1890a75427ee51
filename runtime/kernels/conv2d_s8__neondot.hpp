// CONV_2D for aarch64 with SDOT: sixteen products an instruction, exact for every input.
#pragma once

#include <arm_neon.h>

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "runtime/kernels/conv2d_rows__neon.hpp"
#include "runtime/kernels/operators.hpp"
#include "runtime/kernels/packed__neon.hpp"
#include "runtime/kernels/requantize__neon.hpp"

namespace ocellus::kernels {

// The sums of kRows pixels by 8 channels.
template <int kRows>
struct Sums__neondot {
  int32x4_t of[kRows][2];

  // Adds four depths: those in lane kLane of each pixel.
  template <int kLane>
  [[gnu::always_inline]] void add(const int8x16_t (&pixels)[kRows], const std::int8_t* weights) {
    const int8x16_t first = vld1q_s8(weights);
    const int8x16_t second = vld1q_s8(weights + 16);
#pragma GCC unroll 8
    for (int i = 0; i < kRows; ++i) {
      of[i][0] = vdotq_laneq_s32(of[i][0], first, pixels[i], kLane);
      of[i][1] = vdotq_laneq_s32(of[i][1], second, pixels[i], kLane);
    }
  }
};

template <int kRows, bool kRightOnly>
[[gnu::noinline]] void conv2d_product__neondot(const Product__neon& product,
                                               const std::int8_t* const* rows,
                                               std::int8_t* output) {
  constexpr std::int32_t kWidth = Conv2dLayout__neondot::kWidth;
  const Clamp__neon clamp = clamp__neon(product.quantized);
  const std::int8_t* row[kRows];
#pragma GCC unroll 8
  for (int i = 0; i < kRows; ++i) {
    row[i] = rows[i];
  }
  const std::int32_t channels = product.channels;
  const std::byte* at = product.blocks;
  for (std::int32_t b = 0; b < block_count__neon(channels, kWidth); ++b) {
    const std::int32_t* const parameters = reinterpret_cast<const std::int32_t*>(at);
    const std::int8_t* weights = reinterpret_cast<const std::int8_t*>(at + 12 * kWidth);
    Sums__neondot<kRows> sums;
#pragma GCC unroll 8
    for (int i = 0; i < kRows; ++i) {
      sums.of[i][0] = vld1q_s32(parameters);
      sums.of[i][1] = vld1q_s32(parameters + 4);
    }
    int8x16_t pixels[kRows];
    std::int32_t d = 0;
    for (; d + 16 <= product.depth; d += 16, weights += 128) {
#pragma GCC unroll 8
      for (int i = 0; i < kRows; ++i) {
        pixels[i] = vld1q_s8(row[i] + d);
      }
      sums.template add<0>(pixels, weights);
      sums.template add<1>(pixels, weights + 32);
      sums.template add<2>(pixels, weights + 64);
      sums.template add<3>(pixels, weights + 96);
    }
    if (d + 8 <= product.depth) {
#pragma GCC unroll 8
      for (int i = 0; i < kRows; ++i) {
        pixels[i] = vcombine_s8(vld1_s8(row[i] + d), vdup_n_s8(0));
      }
      sums.template add<0>(pixels, weights);
      sums.template add<1>(pixels, weights + 32);
      d += 8, weights += 64;
    }
    if (d < product.depth) {
#pragma GCC unroll 8
      for (int i = 0; i < kRows; ++i) {
        std::int32_t four;
        std::memcpy(&four, row[i] + d, 4);
        pixels[i] = vreinterpretq_s8_s32(vdupq_n_s32(four));
      }
      sums.template add<0>(pixels, weights);
      weights += 32;
    }
    at = reinterpret_cast<const std::byte*>(weights);

    const int32x4_t multiplier[2] = {vld1q_s32(parameters + 8), vld1q_s32(parameters + 12)};
    const int32x4_t shift[2] = {vld1q_s32(parameters + 16), vld1q_s32(parameters + 20)};
    int8x8_t result[kRows + 1];
#pragma GCC unroll 8
    for (int i = 0; i < kRows; i += 2) {
      int16x8_t pair[2];
#pragma GCC unroll 2
      for (int j = 0; j < 2; ++j) {
        const int32x4_t(&sum)[2] = sums.of[i + j < kRows ? i + j : i];
        pair[j] = narrow__neon(multiply__neon<kRightOnly>(sum[0], multiplier[0], shift[0]),
                               multiply__neon<kRightOnly>(sum[1], multiplier[1], shift[1]), clamp);
      }
      const int8x16_t both = narrow__neon(pair[0], pair[1], clamp);
      result[i] = vget_low_s8(both);
      result[i + 1] = vget_high_s8(both);
    }
    std::int8_t* to = output + block_start__neon(b, channels, kWidth);
    if (channels >= kWidth) {
#pragma GCC unroll 8
      for (int i = 0; i < kRows; ++i, to += channels) {
        vst1_s8(to, result[i]);
      }
    } else {
      for (int i = 0; i < kRows; ++i, to += channels) {
        std::memcpy(to, &result[i], static_cast<std::size_t>(channels));
      }
    }
  }
}

// `packed` as packed__neon.hpp says.
[[gnu::always_inline]] inline void conv2d_s8__neondot(const Conv2d& op, const std::int8_t* input,
                                                      const std::byte* packed, std::int8_t* output,
                                                      std::byte* scratch) {
  using Layout = Conv2dLayout__neondot;
  const bool fast = reinterpret_cast<const PackedHeader__neon*>(packed)->fast != 0;
  const Product__neon product = {packed + kHeaderBytes__neon, conv2d_depth__neon<Layout>(op),
                                 op.output.channels, op.quantized};
  for_rows__neon<Layout>(op, input, output, scratch,
                         [&](std::int32_t count, const std::int8_t* const* rows, std::int8_t* to) {
                           switch (count) {
                             case 8:
                               return (fast ? conv2d_product__neondot<8, true>
                                            : conv2d_product__neondot<8, false>)(product, rows, to);
                             case 4:
                               return (fast ? conv2d_product__neondot<4, true>
                                            : conv2d_product__neondot<4, false>)(product, rows, to);
                             case 2:
                               return (fast ? conv2d_product__neondot<2, true>
                                            : conv2d_product__neondot<2, false>)(product, rows, to);
                             default:
                               return (fast ? conv2d_product__neondot<1, true>
                                            : conv2d_product__neondot<1, false>)(product, rows, to);
                           }
                         });
}

// The same with every shape a compile-time constant.
template <Conv2d kOp>
[[gnu::noinline]] void conv2d_s8__neondot(const std::int8_t* input, const std::byte* packed,
                                          std::int8_t* output, std::byte* scratch) {
  conv2d_s8__neondot(kOp, input, packed, output, scratch);
}

}  // namespace ocellus::kernels
