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
  [[gnu::always_inline]] void add(const int8x16_t (&pixels)[kRows], const std::int8_t*& weights) {
    int8x16_t first;
    int8x16_t second;
    load_pair__neon(weights, first, second);
#pragma GCC unroll 8
    for (int i = 0; i < kRows; ++i) {
      of[i][0] = vdotq_laneq_s32(of[i][0], first, pixels[i], kLane);
      of[i][1] = vdotq_laneq_s32(of[i][1], second, pixels[i], kLane);
    }
  }
};

template <int kRows, Scheme__neon kScheme>
[[gnu::noinline]] void conv2d_product__neondot(const Product__neon& product,
                                               const std::int8_t* rows, std::int8_t* output,
                                               std::int32_t strips) {
  const Narrow__neon<kScheme> narrow(product.quantized);
  const std::int32_t channels = product.channels;
  const std::int32_t depth = product.depth;
  const std::int32_t row_bytes = product.row_bytes;
  const std::byte* const blocks = product.blocks;
  for (; strips > 0; --strips) {
    // Where the whole sixteens of each row end: what is added to it counts up to nothing.
    const std::int8_t* end[kRows];
#pragma GCC unroll 8
    for (int i = 0; i < kRows; ++i) {
      end[i] = rows + (depth & ~15);
      rows += row_bytes;
    }
    const std::int8_t* weights = reinterpret_cast<const std::int8_t*>(blocks);
    for (std::int32_t done = 0; done < channels; done += kBlockWidth__neon) {
      const std::int32_t* block = reinterpret_cast<const std::int32_t*>(weights);
      weights += kBlockParameterBytes__neon;
      Sums__neondot<kRows> sums;
#pragma GCC unroll 8
      for (int i = 0; i < kRows; ++i) {
        // Loading a pair of vectors is one instruction and copying them two: `block` pretends to
        // change.
        asm("" : "+r"(block));
        sums.of[i][0] = vld1q_s32(block);
        sums.of[i][1] = vld1q_s32(block + 4);
      }
      int8x16_t pixels[kRows];
      for (std::int64_t d = -(depth & ~15); d != 0; d += 16) {
#pragma GCC unroll 8
        for (int i = 0; i < kRows; ++i) {
          pixels[i] = vld1q_s8(end[i] + d);
        }
        sums.template add<0>(pixels, weights);
        sums.template add<1>(pixels, weights);
        sums.template add<2>(pixels, weights);
        sums.template add<3>(pixels, weights);
      }
      if (depth & 8) {
#pragma GCC unroll 8
        for (int i = 0; i < kRows; ++i) {
          pixels[i] = vcombine_s8(vld1_s8(end[i]), vdup_n_s8(0));
        }
        sums.template add<0>(pixels, weights);
        sums.template add<1>(pixels, weights);
      }
      if (depth & 4) {
#pragma GCC unroll 8
        for (int i = 0; i < kRows; ++i) {
          std::int32_t four;
          std::memcpy(&four, end[i] + (depth & 8), 4);
          pixels[i] = vreinterpretq_s8_s32(vsetq_lane_s32(four, vdupq_n_s32(0), 0));
        }
        sums.template add<0>(pixels, weights);
      }
      const std::int32_t last = channels - kBlockWidth__neon;
      const std::int32_t start = done < last ? done : last;
      store_rows__neon<kRows, kScheme>(sums.of, block, narrow, channels, output + start);
    }
    output += static_cast<std::ptrdiff_t>(kRows) * channels;
  }
}

template <int kRows>
[[gnu::always_inline]] inline ProductFunction__neon conv2d_product_for__neondot(
    Scheme__neon scheme) {
  switch (scheme) {
    case Scheme__neon::kRectified:
      return conv2d_product__neondot<kRows, Scheme__neon::kRectified>;
    case Scheme__neon::kRightShifts:
      return conv2d_product__neondot<kRows, Scheme__neon::kRightShifts>;
    default:
      return conv2d_product__neondot<kRows, Scheme__neon::kGeneral>;
  }
}

// `packed` as packed__neon.hpp says.
[[gnu::always_inline]] inline void conv2d_s8__neondot(const Conv2d& op, const std::int8_t* input,
                                                      const std::byte* packed, std::int8_t* output,
                                                      std::byte* scratch, Band band) {
  const Scheme__neon scheme = scheme__neon(packed, op.quantized);
  const auto product = [scheme](std::int32_t count) {
    if (count == 1) return conv2d_product_for__neondot<1>(scheme);
    if (count == 2) return conv2d_product_for__neondot<2>(scheme);
    if (count == 4) return conv2d_product_for__neondot<4>(scheme);
    return conv2d_product_for__neondot<8>(scheme);
  };
  for_rows__neon<Conv2dLayout__neondot>(op, input, packed, output, scratch, band, product);
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
