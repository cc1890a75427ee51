// ADD for every aarch64.
#pragma once

#include <arm_neon.h>

#include <cstddef>
#include <cstdint>

#include "runtime/kernels/add_s8__scalar.hpp"
#include "runtime/kernels/band.hpp"
#include "runtime/kernels/operators.hpp"
#include "runtime/kernels/requantize__neon.hpp"

namespace ocellus::kernels {

// multiply__neon by one factor for all, in as few steps as the factor needs.
[[gnu::always_inline]] inline int32x4_t multiply__neon(int32x4_t x, Multiplier factor) {
  const int32x4_t multiplier = vdupq_n_s32(factor.multiplier);
  const int32x4_t shift = vdupq_n_s32(factor.shift);
  return factor.shift < 0 ? multiply__neon<Scheme__neon::kRightShifts>(x, multiplier, shift)
                          : multiply__neon<Scheme__neon::kGeneral>(x, multiplier, shift);
}

// Four values minus their zero point, shifted left by Add::kLeftShift and rescaled.
[[gnu::always_inline]] inline int32x4_t rescale__neon(int16x4_t value, Multiplier factor) {
  static_assert(Add::kLeftShift == 20);
  // The difference takes 9 bits, so that 4 places fit int16 and the other 16 come with widening.
  // The input of larger scale has a factor of exactly one half: one place less, nothing to round.
  if (factor.multiplier == 1 << 30 && factor.shift == 0) {
    return vshll_n_s16(vshl_n_s16(value, 4), 15);
  }
  return multiply__neon(vshll_n_s16(vshl_n_s16(value, 5), 15), factor);
}

// `output` may be `first` or `second`.
[[gnu::always_inline]] inline void add_s8__neon(const Add& op, const std::int8_t* first,
                                                const std::int8_t* second, std::int8_t* output) {
  const int8x16_t first_zero = vdupq_n_s8(static_cast<std::int8_t>(op.first_zero_point));
  const int8x16_t second_zero = vdupq_n_s8(static_cast<std::int8_t>(op.second_zero_point));
  const Narrow__neon<Scheme__neon::kGeneral> narrow(op.quantized);
  const auto add = [&](int16x8_t a, int16x8_t b) __attribute__((always_inline)) {
    const int32x4_t low = vaddq_s32(rescale__neon(vget_low_s16(a), op.first),
                                    rescale__neon(vget_low_s16(b), op.second));
    const int32x4_t high = vaddq_s32(rescale__neon(vget_high_s16(a), op.first),
                                     rescale__neon(vget_high_s16(b), op.second));
    return narrow(multiply__neon(low, op.sum), multiply__neon(high, op.sum));
  };
  std::size_t i = 0;
  for (; i + 16 <= op.size; i += 16) {
    const int8x16_t a = vld1q_s8(first + i);
    const int8x16_t b = vld1q_s8(second + i);
    vst1q_s8(output + i, narrow(add(vsubl_s8(vget_low_s8(a), vget_low_s8(first_zero)),
                                    vsubl_s8(vget_low_s8(b), vget_low_s8(second_zero))),
                                add(vsubl_high_s8(a, first_zero), vsubl_high_s8(b, second_zero))));
  }
  Add rest = op;
  rest.size = op.size - static_cast<std::uint32_t>(i);
  add_s8__scalar(rest, first + i, second + i, output + i);
}

// The same with every parameter a compile-time constant.
template <Add kOp>
[[gnu::noinline]] void add_s8__neon(const std::int8_t* first, const std::int8_t* second,
                                    std::int8_t* output) {
  add_s8__neon(kOp, first, second, output);
}

// A band of it.
template <Add kOp>
[[gnu::noinline]] void add_s8__neon(const std::int8_t* first, const std::int8_t* second,
                                    std::int8_t* output, Band band) {
  Add op = kOp;
  op.size = static_cast<std::uint32_t>(band.size());
  add_s8__neon(op, first + band.begin, second + band.begin, output + band.begin);
}

}  // namespace ocellus::kernels
