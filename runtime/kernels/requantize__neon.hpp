// From int32 sums to int8, four or eight channels at a time, with gemmlowp's double rounding.
#pragma once

#include <arm_neon.h>

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

}  // namespace ocellus::kernels
