// DEPTHWISE_CONV_2D for every aarch64.
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

// Three pixels of a column, 8 channels each.
struct Column__neon {
  int8x8_t of[3];
};

template <int kStride, Scheme__neon kScheme>
[[gnu::noinline]] void depthwise_3x3_row__neon(const DepthwiseRow__neon& row) {
  const std::int32_t* const parameters = reinterpret_cast<const std::int32_t*>(row.block);
  const std::int8_t* const weights =
      reinterpret_cast<const std::int8_t*>(row.block + kBlockParameterBytes__neon);
  const int8x8_t padding = vdup_n_s8(static_cast<std::int8_t>(row.padding));
  int32x4_t low_bias = vld1q_s32(parameters);
  int32x4_t high_bias = vld1q_s32(parameters + 4);
  int8x8_t weight[3][3];
#pragma GCC unroll 3
  for (int ky = 0; ky < 3; ++ky) {
#pragma GCC unroll 3
    for (int kx = 0; kx < 3; ++kx) {
      weight[ky][kx] = vld1_s8(weights + 8 * (3 * ky + kx));
      if (!row.inside[ky]) {  // what padding adds is the same for all pixels
        const int16x8_t products = vmull_s8(weight[ky][kx], padding);
        low_bias = vaddw_s16(low_bias, vget_low_s16(products));
        high_bias = vaddw_high_s16(high_bias, products);
        weight[ky][kx] = vdup_n_s8(0);
      }
    }
  }
  const int32x4_t low_multiplier = vld1q_s32(parameters + 8);
  const int32x4_t high_multiplier = vld1q_s32(parameters + 12);
  const int32x4_t low_shift = vld1q_s32(parameters + 16);
  const int32x4_t high_shift = vld1q_s32(parameters + 20);
  const Narrow__neon<kScheme> narrow(row.quantized);

  const auto emit = [=](const Column__neon& a, const Column__neon& b, const Column__neon& c,
                        std::int8_t* to) {
    int32x4_t low = low_bias;
    int32x4_t high = high_bias;
    const auto add = [&](int16x8_t products) {
      low = vaddw_s16(low, vget_low_s16(products));
      high = vaddw_high_s16(high, products);
    };
    add(vmlal_s8(vmull_s8(a.of[0], weight[0][0]), a.of[1], weight[1][0]));
    add(vmlal_s8(vmull_s8(a.of[2], weight[2][0]), b.of[0], weight[0][1]));
    add(vmlal_s8(vmull_s8(b.of[1], weight[1][1]), b.of[2], weight[2][1]));
    add(vmlal_s8(vmull_s8(c.of[0], weight[0][2]), c.of[1], weight[1][2]));
    add(vmull_s8(c.of[2], weight[2][2]));
    low = multiply__neon<kScheme>(low, low_multiplier, low_shift);
    high = multiply__neon<kScheme>(high, high_multiplier, high_shift);
    vst1_s8(to, narrow(narrow(low, high)));
  };
  std::int8_t* output = row.output;
  std::ptrdiff_t start = 0;
  for (std::int32_t left = row.times; left > 0; --left) {
    const std::int8_t* const first = row.input[0] + start;
    const std::int8_t* const second = row.input[1] + start;
    const std::int8_t* const third = row.input[2] + start;
    const auto load = [=](std::ptrdiff_t at) {
      return Column__neon{{vld1_s8(first + at), vld1_s8(second + at), vld1_s8(third + at)}};
    };
    slide__neon<kStride>(row, output, Column__neon{{padding, padding, padding}}, load, emit);
    start += row.input_step;
    output += row.output_step;
  }
}

template <int kStride>
[[gnu::always_inline]] inline DepthwiseRowFunction__neon depthwise_3x3_row_for__neon(
    Scheme__neon scheme) {
  return scheme == Scheme__neon::kRectified
             ? depthwise_3x3_row__neon<kStride, Scheme__neon::kRectified>
             : depthwise_3x3_row__neon<kStride, Scheme__neon::kRightShifts>;
}

// `packed` as packed__neon.hpp says.
[[gnu::always_inline]] inline void depthwise_conv2d_s8__neon(const DepthwiseConv2d& op,
                                                             const std::int8_t* input,
                                                             const std::byte* packed,
                                                             std::int8_t* output,
                                                             std::byte* scratch, Band band) {
  const Scheme__neon scheme = scheme__neon(packed, op.quantized);
  if (!depthwise_3x3__neon(op) || scheme == Scheme__neon::kGeneral) {
    depthwise_conv2d_any__neon(op, input, packed, output, scratch, band);
    return;
  }
  const DepthwiseRowFunction__neon function = op.window.stride_x == 1
                                                  ? depthwise_3x3_row_for__neon<1>(scheme)
                                                  : depthwise_3x3_row_for__neon<2>(scheme);
  for_3x3_rows__neon<1>(
      op, input, packed, output, band,
      [function](const DepthwiseRow__neon& row, std::int32_t, bool) { function(row); });
}

// The same with every shape a compile-time constant.
template <DepthwiseConv2d kOp>
[[gnu::noinline]] void depthwise_conv2d_s8__neon(const std::int8_t* input, const std::byte* packed,
                                                 std::int8_t* output, std::byte* scratch) {
  depthwise_conv2d_s8__neon(kOp, input, packed, output, scratch, whole(kOp));
}

// A band of it.
template <DepthwiseConv2d kOp>
[[gnu::noinline]] void depthwise_conv2d_s8__neon(const std::int8_t* input, const std::byte* packed,
                                                 std::int8_t* output, std::byte* scratch,
                                                 Band band) {
  depthwise_conv2d_s8__neon(kOp, input, packed, output, scratch, band);
}

}  // namespace ocellus::kernels
