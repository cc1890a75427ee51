// DEPTHWISE_CONV_2D for aarch64 with SDOT: the four bytes of a lane are one channel's values in
// four rows of a column, which serve two output rows at a time.
#pragma once

#include <arm_neon.h>

#include <cstddef>
#include <cstdint>

#include "runtime/kernels/band.hpp"
#include "runtime/kernels/depthwise_conv2d_3x3__neon.hpp"
#include "runtime/kernels/depthwise_conv2d_any__neon.hpp"
#include "runtime/kernels/operators.hpp"
#include "runtime/kernels/packed__neon.hpp"
#include "runtime/kernels/requantize__neon.hpp"

namespace ocellus::kernels {

// Four pixels of a column: 4 channels of each, twice.
struct Column__neondot {
  int8x16_t of[2];
};

// kInside: all rows that the window touches are inside the input.
template <int kRows, int kStride, bool kInside, Scheme__neon kScheme>
[[gnu::noinline]] void depthwise_3x3_row__neondot(const DepthwiseRow__neon& row) {
  const std::int32_t* const parameters = reinterpret_cast<const std::int32_t*>(row.block);
  const std::int8_t* const weights =
      reinterpret_cast<const std::int8_t*>(row.block + kBlockParameterBytes__neon);
  const int8x16_t padding = vdupq_n_s8(static_cast<std::int8_t>(row.padding));
  int8x16_t weight[kRows][3][2];
  int32x4_t bias[kRows][2];
#pragma GCC unroll 2
  for (int half = 0; half < 2; ++half) {
#pragma GCC unroll 2
    for (int r = 0; r < kRows; ++r) {
      bias[r][half] = vld1q_s32(parameters + 4 * half);
#pragma GCC unroll 3
      for (int kx = 0; kx < 3; ++kx) {
        const int8x16_t w = vld1q_s8(weights + 32 * kx + 16 * half);
        weight[r][kx][half] =
            r == 0 ? w
                   : vreinterpretq_s8_u32(vshlq_n_u32(vreinterpretq_u32_s8(w), 8));  // a row down
      }
    }
  }
  if constexpr (!kInside) {  // what padding adds is the same for all pixels
    std::uint32_t inside = 0;
    for (unsigned i = 0; i < 4; ++i) {
      inside |= row.inside[i] ? 0xffu << 8 * i : 0u;
    }
    const int8x16_t mask = vreinterpretq_s8_u32(vdupq_n_u32(inside));
#pragma GCC unroll 2
    for (int half = 0; half < 2; ++half) {
#pragma GCC unroll 2
      for (int r = 0; r < kRows; ++r) {
#pragma GCC unroll 3
        for (int kx = 0; kx < 3; ++kx) {
          int8x16_t& w = weight[r][kx][half];
          bias[r][half] = vdotq_s32(bias[r][half], vbicq_s8(w, mask), padding);
          w = vandq_s8(w, mask);
        }
      }
    }
  }
  const int32x4_t multiplier[2] = {vld1q_s32(parameters + 8), vld1q_s32(parameters + 12)};
  const int32x4_t shift[2] = {vld1q_s32(parameters + 16), vld1q_s32(parameters + 20)};
  const Narrow__neon<kScheme> narrow(row.quantized);
  const std::ptrdiff_t output_row_bytes = row.row_bytes;
  const auto emit = [=](const Column__neondot& a, const Column__neondot& b,
                        const Column__neondot& c, std::int8_t* to) {
    int16x8_t result[2];
#pragma GCC unroll 2
    for (int r = 0; r < kRows; ++r) {
      int32x4_t sum[2];
#pragma GCC unroll 2
      for (int half = 0; half < 2; ++half) {
        sum[half] = vdotq_s32(bias[kInside ? 0 : r][half], a.of[half], weight[r][0][half]);
        sum[half] = vdotq_s32(sum[half], b.of[half], weight[r][1][half]);
        sum[half] = vdotq_s32(sum[half], c.of[half], weight[r][2][half]);
        sum[half] = multiply__neon<kScheme>(sum[half], multiplier[half], shift[half]);
      }
      result[r] = narrow(sum[0], sum[1]);
    }
    if constexpr (kRows == 1) {
      vst1_s8(to, narrow(result[0]));
    } else {
      const int8x16_t both = narrow(result[0], result[1]);
      store_low__neon(to, both);
      store_high__neon(to + output_row_bytes, both);
    }
  };
  std::int8_t* output = row.output;
  std::ptrdiff_t start = 0;
  for (std::int32_t left = kInside ? row.times : 1; left > 0; --left) {
    const std::int8_t* const first = row.input[0] + start;
    const std::int8_t* const second = row.input[1] + start;
    const std::int8_t* const third = row.input[2] + start;
    const std::int8_t* const fourth = row.input[kRows + 1] + start;  // for one row: weights of zero
    const auto load = [=](std::ptrdiff_t at) {
      const auto pixel = [at](const std::int8_t* from) {
        return vcombine_s8(vld1_s8(from + at), vdup_n_s8(0));
      };
      const int8x16_t last = pixel(third);
      const int16x8_t upper = vreinterpretq_s16_s8(vzip1q_s8(pixel(first), pixel(second)));
      const int16x8_t lower =
          vreinterpretq_s16_s8(vzip1q_s8(last, kRows == 1 ? last : pixel(fourth)));
      return Column__neondot{{vreinterpretq_s8_s16(vzip1q_s16(upper, lower)),
                              vreinterpretq_s8_s16(vzip2q_s16(upper, lower))}};
    };
    slide__neon<kStride>(row, output, Column__neondot{{padding, padding}}, load, emit);
    start += row.input_step;
    output += row.output_step;
  }
}

template <int kRows, int kStride, bool kInside>
[[gnu::always_inline]] inline DepthwiseRowFunction__neon depthwise_3x3_row_for__neondot(
    Scheme__neon scheme) {
  return scheme == Scheme__neon::kRectified
             ? depthwise_3x3_row__neondot<kRows, kStride, kInside, Scheme__neon::kRectified>
             : depthwise_3x3_row__neondot<kRows, kStride, kInside, Scheme__neon::kRightShifts>;
}

// `packed` as packed__neon.hpp says.
[[gnu::always_inline]] inline void depthwise_conv2d_s8__neondot(const DepthwiseConv2d& op,
                                                                const std::int8_t* input,
                                                                const std::byte* packed,
                                                                std::int8_t* output,
                                                                std::byte* scratch, Band band) {
  const Scheme__neon scheme = scheme__neon(packed, op.quantized);
  if (!depthwise_3x3__neon(op) || scheme == Scheme__neon::kGeneral) {
    depthwise_conv2d_any__neon(op, input, packed, output, scratch, band);
    return;
  }
  if (op.window.stride_x == 1) {
    for_3x3_rows__neon<2>(op, input, packed, output, band,
                          [scheme](const DepthwiseRow__neon& row, std::int32_t rows, bool inside) {
                            (rows == 1 ? depthwise_3x3_row_for__neondot<1, 1, false>(scheme)
                             : inside  ? depthwise_3x3_row_for__neondot<2, 1, true>(scheme)
                                       : depthwise_3x3_row_for__neondot<2, 1, false>(scheme))(row);
                          });
  } else {
    for_3x3_rows__neon<1>(op, input, packed, output, band,
                          [scheme](const DepthwiseRow__neon& row, std::int32_t, bool inside) {
                            (inside ? depthwise_3x3_row_for__neondot<1, 2, true>(scheme)
                                    : depthwise_3x3_row_for__neondot<1, 2, false>(scheme))(row);
                          });
  }
}

// The same with every shape a compile-time constant.
template <DepthwiseConv2d kOp>
[[gnu::noinline]] void depthwise_conv2d_s8__neondot(const std::int8_t* input,
                                                    const std::byte* packed, std::int8_t* output,
                                                    std::byte* scratch) {
  depthwise_conv2d_s8__neondot(kOp, input, packed, output, scratch, whole(kOp));
}

// A band of it.
template <DepthwiseConv2d kOp>
[[gnu::noinline]] void depthwise_conv2d_s8__neondot(const std::int8_t* input,
                                                    const std::byte* packed, std::int8_t* output,
                                                    std::byte* scratch, Band band) {
  depthwise_conv2d_s8__neondot(kOp, input, packed, output, scratch, band);
}

}  // namespace ocellus::kernels
