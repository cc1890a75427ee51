// CONV_2D for aarch64 with SDOT: sixteen products an instruction, exact for every input.
#pragma once

#include <arm_neon.h>

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "runtime/kernels/band.hpp"
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

template <int kRows, bool kFast>
[[gnu::noinline]] void conv2d_product__neondot(const Product__neon& product,
                                               const std::int8_t* rows, std::int8_t* output,
                                               std::int32_t strips) {
  const Clamp__neon clamp = clamp__neon(product.quantized);
  const std::int32_t channels = product.channels;
  const std::int32_t depth = product.depth;
  const std::int32_t row_bytes = product.row_bytes;
  const std::byte* const blocks = product.blocks;
  for (; strips > 0; --strips) {
    const std::int8_t* row[kRows];
#pragma GCC unroll 8
    for (int i = 0; i < kRows; ++i) {
      row[i] = rows;
      rows += row_bytes;
    }
    const std::int8_t* weights = reinterpret_cast<const std::int8_t*>(blocks);
    for (std::int32_t done = 0; done < channels; done += kBlockWidth__neon) {
      const std::int32_t* const block = reinterpret_cast<const std::int32_t*>(weights);
      weights += kBlockParameterBytes__neon;
      Sums__neondot<kRows> sums;
#pragma GCC unroll 8
      for (int i = 0; i < kRows; ++i) {
        sums.of[i][0] = vld1q_s32(block);
        sums.of[i][1] = vld1q_s32(block + 4);
      }
      int8x16_t pixels[kRows];
      std::int64_t d = 0;
      for (; d + 16 <= depth; d += 16, weights += 128) {
#pragma GCC unroll 8
        for (int i = 0; i < kRows; ++i) {
          pixels[i] = vld1q_s8(row[i] + d);
        }
        sums.template add<0>(pixels, weights);
        sums.template add<1>(pixels, weights + 32);
        sums.template add<2>(pixels, weights + 64);
        sums.template add<3>(pixels, weights + 96);
      }
      if (depth & 8) {
#pragma GCC unroll 8
        for (int i = 0; i < kRows; ++i) {
          pixels[i] = vcombine_s8(vld1_s8(row[i] + d), vdup_n_s8(0));
        }
        sums.template add<0>(pixels, weights);
        sums.template add<1>(pixels, weights + 32);
        d += 8, weights += 64;
      }
      if (depth & 4) {
#pragma GCC unroll 8
        for (int i = 0; i < kRows; ++i) {
          std::int32_t four;
          std::memcpy(&four, row[i] + d, 4);
          pixels[i] = vreinterpretq_s8_s32(vsetq_lane_s32(four, vdupq_n_s32(0), 0));
        }
        sums.template add<0>(pixels, weights);
        weights += 32;
      }
      const std::int32_t last = channels - kBlockWidth__neon;
      const std::int32_t start = done < last ? done : last;
      store_rows__neon<kRows, kFast>(sums.of, block, clamp, channels, output + start);
    }
    output += static_cast<std::ptrdiff_t>(kRows) * channels;
  }
}

// `packed` as packed__neon.hpp says.
[[gnu::always_inline]] inline void conv2d_s8__neondot(const Conv2d& op, const std::int8_t* input,
                                                      const std::byte* packed, std::int8_t* output,
                                                      std::byte* scratch, Band band) {
  const bool fast = reinterpret_cast<const PackedHeader__neon*>(packed)->fast != 0;
  const auto multiply = [fast](const Product__neon& product, std::int32_t count,
                               const std::int8_t* rows, std::int8_t* to, std::int32_t strips) {
    switch (count) {
      case 8:
        return (fast ? conv2d_product__neondot<8, true>
                     : conv2d_product__neondot<8, false>)(product, rows, to, strips);
      case 4:
        return (fast ? conv2d_product__neondot<4, true>
                     : conv2d_product__neondot<4, false>)(product, rows, to, strips);
      case 2:
        return (fast ? conv2d_product__neondot<2, true>
                     : conv2d_product__neondot<2, false>)(product, rows, to, strips);
      default:
        return (fast ? conv2d_product__neondot<1, true>
                     : conv2d_product__neondot<1, false>)(product, rows, to, strips);
    }
  };
  for_rows__neon<Conv2dLayout__neondot>(op, input, packed, output, scratch, band, multiply);
}

// The same with every shape a compile-time constant.
template <Conv2d kOp>
[[gnu::noinline]] void conv2d_s8__neondot(const std::int8_t* input, const std::byte* packed,
                                          std::int8_t* output, std::byte* scratch) {
  conv2d_s8__neondot(kOp, input, packed, output, scratch, whole(kOp));
}

// A band of it.
template <Conv2d kOp>
[[gnu::noinline]] void conv2d_s8__neondot(const std::int8_t* input, const std::byte* packed,
                                          std::int8_t* output, std::byte* scratch, Band band) {
  conv2d_s8__neondot(kOp, input, packed, output, scratch, band);
}

}  // namespace ocellus::kernels
