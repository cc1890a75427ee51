// From int32 sums to int8, four or eight channels at a time, with gemmlowp's double rounding.
#pragma once

#include <arm_neon.h>

#include <cstddef>
#include <cstdint>

#include "runtime/kernels/operators.hpp"
#include "runtime/kernels/packed__neon.hpp"

namespace ocellus::kernels {

// What requantization has to mind.
enum class Scheme__neon : std::uint8_t {
  kGeneral,      // shifts to the left or by nothing, and weights of -128
  kRightShifts,  // every shift is at most -1
  kRectified,    // so it is, and the least output is the zero point: a fused ReLU, ReLU6, ...
};

[[gnu::always_inline]] inline Scheme__neon scheme__neon(const std::byte* packed,
                                                        const Output& output) {
  if (reinterpret_cast<const PackedHeader__neon*>(packed)->fast == 0) return Scheme__neon::kGeneral;
  return output.low == output.zero_point ? Scheme__neon::kRectified : Scheme__neon::kRightShifts;
}

// fixed_point.hpp's multiply_by_quantized_multiplier. SQRDMULH is its high multiply. SRSHL rounds
// halves upwards, so negative values are lowered by one first where there is a shift: then halves
// go away from zero.
//
// With shifts to the right only, the high multiply cannot give -2^31, since a multiplier is never
// negative; lowering does not wrap. Rectified, it does not matter how negative values are rounded.
template <Scheme__neon kScheme>
[[gnu::always_inline]] inline int32x4_t multiply__neon(int32x4_t x, int32x4_t multiplier,
                                                       int32x4_t shift) {
  if constexpr (kScheme == Scheme__neon::kGeneral) {
    const int32x4_t zero = vdupq_n_s32(0);
    const int32x4_t right = vminq_s32(shift, zero);
    const int32x4_t high = vqrdmulhq_s32(vshlq_s32(x, vmaxq_s32(shift, zero)), multiplier);
    const int32x4_t lower = vshrq_n_s32(vandq_s32(high, right), 31);
    return vrshlq_s32(vaddq_s32(high, lower), right);
  } else {
    const int32x4_t high = vqrdmulhq_s32(x, multiplier);
    return vrshlq_s32(kScheme == Scheme__neon::kRectified ? high : vsraq_n_s32(high, high, 31),
                      shift);
  }
}

// Adds the output's zero point and clamps.
template <Scheme__neon kScheme>
class Narrow__neon {
 public:
  [[gnu::always_inline]] explicit Narrow__neon(const Output& output)
      : zero_point_(vdupq_n_s16(static_cast<std::int16_t>(output.zero_point))),
        low_(vdupq_n_s8(static_cast<std::int8_t>(output.low))),
        high_(vdupq_n_s8(static_cast<std::int8_t>(output.high))) {}

  // Saturating to int16 before the zero point is added changes nothing: what saturates there lies
  // far outside int8 with any zero point.
  [[gnu::always_inline]] int16x8_t operator()(int32x4_t first, int32x4_t second) const {
    return vqaddq_s16(vqmovn_high_s32(vqmovn_s32(first), second), zero_point_);
  }
  [[gnu::always_inline]] int8x16_t operator()(int16x8_t first, int16x8_t second) const {
    const int8x16_t all = vqmovn_high_s16(vqmovn_s16(first), second);
    return vminq_s8(vmaxq_s8(all, low_), high_);
  }
  [[gnu::always_inline]] int8x8_t operator()(int16x8_t values) const {
    return vmin_s8(vmax_s8(vqmovn_s16(values), vget_low_s8(low_)), vget_low_s8(high_));
  }

 private:
  int16x8_t zero_point_;
  int8x16_t low_;
  int8x16_t high_;
};

// What is negative becomes zero by saturating to eight bits without a sign, which hold every
// distance from the zero point.
template <>
class Narrow__neon<Scheme__neon::kRectified> {
 public:
  [[gnu::always_inline]] explicit Narrow__neon(const Output& output)
      : most_(vdupq_n_u8(static_cast<std::uint8_t>(output.high - output.zero_point))),
        zero_point_(vdupq_n_u8(static_cast<std::uint8_t>(output.zero_point))) {}

  [[gnu::always_inline]] int16x8_t operator()(int32x4_t first, int32x4_t second) const {
    return vqmovn_high_s32(vqmovn_s32(first), second);
  }
  [[gnu::always_inline]] int8x16_t operator()(int16x8_t first, int16x8_t second) const {
    const uint8x16_t all = vqmovun_high_s16(vqmovun_s16(first), second);
    return vreinterpretq_s8_u8(vaddq_u8(vminq_u8(all, most_), zero_point_));
  }
  [[gnu::always_inline]] int8x8_t operator()(int16x8_t values) const {
    return vreinterpret_s8_u8(
        vadd_u8(vmin_u8(vqmovun_s16(values), vget_low_u8(most_)), vget_low_u8(zero_point_)));
  }

 private:
  uint8x16_t most_;
  uint8x16_t zero_point_;
};

// Stores the two halves at different places.
[[gnu::always_inline]] inline void store_low__neon(std::int8_t* to, int8x16_t values) {
  vst1_s8(to, vget_low_s8(values));
}
[[gnu::always_inline]] inline void store_high__neon(std::int8_t* to, int8x16_t values) {
  vst1q_lane_s64(reinterpret_cast<std::int64_t*>(to), vreinterpretq_s64_s8(values), 1);
}

// Requantizes the sums of kRows pixels by one block of 8 channels and stores each where it belongs.
// `block` points to the block's parameters.
template <int kRows, Scheme__neon kScheme>
[[gnu::always_inline]] inline void store_rows__neon(const int32x4_t (&sums)[kRows][2],
                                                    const std::int32_t* block,
                                                    const Narrow__neon<kScheme>& narrow,
                                                    std::ptrdiff_t step, std::int8_t* to) {
  const int32x4_t multiplier[2] = {vld1q_s32(block + 8), vld1q_s32(block + 12)};
  const int32x4_t shift[2] = {vld1q_s32(block + 16), vld1q_s32(block + 20)};
  const auto wide = [&](const int32x4_t(&sum)[2]) {
    return narrow(multiply__neon<kScheme>(sum[0], multiplier[0], shift[0]),
                  multiply__neon<kScheme>(sum[1], multiplier[1], shift[1]));
  };
  if constexpr (kRows == 1) {
    vst1_s8(to, narrow(wide(sums[0])));
  } else {
#pragma GCC unroll 4
    for (int i = 0; i < kRows; i += 2, to += 2 * step) {
      const int8x16_t both = narrow(wide(sums[i]), wide(sums[i + 1]));
      store_low__neon(to, both);
      store_high__neon(to + step, both);
    }
  }
}

}  // namespace ocellus::kernels
