// Fixed-point arithmetic of TensorFlow Lite's int8 scheme, as gemmlowp defines it and the
// TensorFlow Lite Micro reference kernels use it: a product is rounded twice, once by the high
// multiply and once by the shift. Formulas: gemmlowp, fixedpoint/fixedpoint.h
// (SaturatingRoundingDoublingHighMul, RoundingDivideByPOT); TensorFlow Lite Micro,
// MultiplyByQuantizedMultiplier.
//
// Where the references leave the result of an overflow undefined, this is what every ISA computes:
// sums of products and left shifts wrap modulo 2^32, the addition of a zero point saturates.
//
// Everything here is always inlined: these functions are used by sources that are compiled for
// different instruction sets, and an out-of-line copy made for one could be linked into another.
#pragma once

#include <cstdint>
#include <limits>

namespace ocellus {

// round(a * b / 2^31), halves towards plus infinity. The one overflow, a = b = -2^31, saturates.
[[nodiscard, gnu::always_inline]] constexpr std::int32_t saturating_rounding_doubling_high_mul(
    std::int32_t a, std::int32_t b) {
  constexpr std::int32_t kLowest = std::numeric_limits<std::int32_t>::min();
  if (a == kLowest && b == kLowest) {
    return std::numeric_limits<std::int32_t>::max();
  }
  const std::int64_t product = static_cast<std::int64_t>(a) * b;
  return static_cast<std::int32_t>((product + (std::int64_t{1} << 30)) >> 31);
}

// round(x / 2^exponent), halves away from zero. 0 <= exponent <= 31.
[[nodiscard, gnu::always_inline]] constexpr std::int32_t rounding_divide_by_power_of_two(
    std::int32_t x, std::int32_t exponent) {
  const std::int64_t half = exponent == 0 ? 0 : std::int64_t{1} << (exponent - 1);
  const std::int64_t away = exponent != 0 && x < 0 ? 1 : 0;
  return static_cast<std::int32_t>((x + half - away) >> exponent);
}

// x * 2^amount modulo 2^32. 0 <= amount <= 31.
[[nodiscard, gnu::always_inline]] constexpr std::int32_t wrapping_shift_left(std::int32_t x,
                                                                             std::int32_t amount) {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(x) << amount);
}

// x * multiplier / 2^31 * 2^shift, rounded twice. multiplier >= 0, -31 <= shift <= 30; a positive
// shift is applied to x before the multiplication.
[[nodiscard, gnu::always_inline]] constexpr std::int32_t multiply_by_quantized_multiplier(
    std::int32_t x, std::int32_t multiplier, std::int32_t shift) {
  const std::int32_t left = shift > 0 ? shift : 0;
  const std::int32_t right = shift > 0 ? 0 : -shift;
  return rounding_divide_by_power_of_two(
      saturating_rounding_doubling_high_mul(wrapping_shift_left(x, left), multiplier), right);
}

// value + zero_point, clamped to [low, high]; both within int8.
[[nodiscard, gnu::always_inline]] constexpr std::int8_t offset_and_clamp(std::int32_t value,
                                                                         std::int32_t zero_point,
                                                                         std::int32_t low,
                                                                         std::int32_t high) {
  const std::int64_t moved = static_cast<std::int64_t>(value) + zero_point;
  return static_cast<std::int8_t>(moved < low ? low : moved > high ? high : moved);
}

}  // namespace ocellus
