// From int32 sums to int8, four or eight channels at a time, with gemmlowp's double rounding.
#pragma once

#include <arm_neon.h>

#include <cstddef>
#include <cstdint>

#include "runtime/kernels/operators.hpp"

namespace ocellus::kernels {

// fixed_point.hpp's multiply_by_quantized_multiplier. SQRDMULH is its high multiply. SRSHL rounds
// halves upwards, so negative values are lowered by one first where there is a shift: then halves
// go away from zero.
//
// kRightOnly: every shift is at most -1. The high multiply cannot give -2^31, since a multiplier is
// never negative; lowering does not wrap.
template <bool kRightOnly>
[[gnu::always_inline]] inline int32x4_t multiply__neon(int32x4_t x, int32x4_t multiplier,
                                                       int32x4_t shift) {
  if constexpr (kRightOnly) {
    const int32x4_t high = vqrdmulhq_s32(x, multiplier);
    return vrshlq_s32(vsraq_n_s32(high, high, 31), shift);
  } else {
    const int32x4_t zero = vdupq_n_s32(0);
    const int32x4_t right = vminq_s32(shift, zero);
    const int32x4_t high = vqrdmulhq_s32(vshlq_s32(x, vmaxq_s32(shift, zero)), multiplier);
    const int32x4_t lower = vshrq_n_s32(vandq_s32(high, right), 31);
    return vrshlq_s32(vaddq_s32(high, lower), right);
  }
}

// Output's fields, spread over vectors.
struct Clamp__neon {
  int16x8_t zero_point;
  int8x16_t low;
  int8x16_t high;
};

[[gnu::always_inline]] inline Clamp__neon clamp__neon(const Output& output) {
  return {vdupq_n_s16(static_cast<std::int16_t>(output.zero_point)),
          vdupq_n_s8(static_cast<std::int8_t>(output.low)),
          vdupq_n_s8(static_cast<std::int8_t>(output.high))};
}

// Saturating to int16 before the zero point is added changes nothing: what saturates there lies
// far outside int8 with any zero point.
[[gnu::always_inline]] inline int16x8_t narrow__neon(int32x4_t first, int32x4_t second,
                                                     const Clamp__neon& clamp) {
  return vqaddq_s16(vqmovn_high_s32(vqmovn_s32(first), second), clamp.zero_point);
}

[[gnu::always_inline]] inline int8x16_t narrow__neon(int16x8_t first, int16x8_t second,
                                                     const Clamp__neon& clamp) {
  const int8x16_t all = vqmovn_high_s16(vqmovn_s16(first), second);
  return vminq_s8(vmaxq_s8(all, clamp.low), clamp.high);
}

[[gnu::always_inline]] inline int8x8_t narrow__neon(int16x8_t values, const Clamp__neon& clamp) {
  return vmin_s8(vmax_s8(vqmovn_s16(values), vget_low_s8(clamp.low)), vget_low_s8(clamp.high));
}

// Stores the two halves at different places.
[[gnu::always_inline]] inline void store_low__neon(std::int8_t* to, int8x16_t values) {
  vst1_s8(to, vget_low_s8(values));
}
[[gnu::always_inline]] inline void store_high__neon(std::int8_t* to, int8x16_t values) {
  vst1q_lane_s64(reinterpret_cast<std::int64_t*>(to), vreinterpretq_s64_s8(values), 1);
}

// Requantizes the sums of kRows pixels by one block of 8 channels and stores them, `step` bytes
// from one pixel to the next. `block` points to the block's parameters.
template <int kRows, bool kRightOnly>
[[gnu::always_inline]] inline void store_rows__neon(const int32x4_t (&sums)[kRows][2],
                                                    const std::int32_t* block,
                                                    const Clamp__neon& clamp, std::ptrdiff_t step,
                                                    std::int8_t* to) {
  const int32x4_t multiplier[2] = {vld1q_s32(block + 8), vld1q_s32(block + 12)};
  const int32x4_t shift[2] = {vld1q_s32(block + 16), vld1q_s32(block + 20)};
  const auto narrow = [&](const int32x4_t(&sum)[2]) {
    return narrow__neon(multiply__neon<kRightOnly>(sum[0], multiplier[0], shift[0]),
                        multiply__neon<kRightOnly>(sum[1], multiplier[1], shift[1]), clamp);
  };
  if constexpr (kRows == 1) {
    vst1_s8(to, narrow__neon(narrow(sums[0]), clamp));
  } else {
#pragma GCC unroll 4
    for (int i = 0; i < kRows; i += 2, to += 2 * step) {
      const int8x16_t both = narrow__neon(narrow(sums[i]), narrow(sums[i + 1]), clamp);
      store_low__neon(to, both);
      store_high__neon(to + step, both);
    }
  }
}

}  // namespace ocellus::kernels
