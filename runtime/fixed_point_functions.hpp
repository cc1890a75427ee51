// Exponential, logistic function and hyperbolic tangent on 32-bit fixed-point numbers, bit for bit
// as gemmlowp defines them (fixedpoint/fixedpoint.h) and the TensorFlow Lite Micro reference
// kernels use them: SOFTMAX, LOGISTIC and TANH of int8 are made of these.
//
// Qm.n is a number with m bits before the point and n behind it, m + n = 31; its value is its
// integer divided by 2^n. Always inlined for the reason that fixed_point.hpp gives.
#pragma once

#include <array>
#include <cstdint>
#include <limits>

#include "runtime/fixed_point.hpp"

namespace ocellus {

// 1 in Q0.31, as near as it comes.
inline constexpr std::int32_t kFixedPointOne = std::numeric_limits<std::int32_t>::max();

// x * 2^amount, saturating. 0 <= amount <= 31.
[[nodiscard, gnu::always_inline]] constexpr std::int32_t saturating_shift_left(
    std::int32_t x, std::int32_t amount) {
  constexpr std::int64_t kLowest = std::numeric_limits<std::int32_t>::min();
  constexpr std::int64_t kHighest = std::numeric_limits<std::int32_t>::max();
  const std::int64_t moved = static_cast<std::int64_t>(x) * (std::int64_t{1} << amount);
  return static_cast<std::int32_t>(moved < kLowest ? kLowest : moved > kHighest ? kHighest : moved);
}

// e^a in Q0.31 for -1/4 <= a < 0 in Q0.31: the first five terms of a Taylor series around -1/8.
[[nodiscard, gnu::always_inline]] constexpr std::int32_t exp_of_minus_a_quarter_to_0(
    std::int32_t a) {
  constexpr std::int32_t kExpOfMinusAnEighth = 1895147668;
  constexpr std::int32_t kThird = 715827883;
  const auto mul = [](std::int32_t x, std::int32_t y) {
    return saturating_rounding_doubling_high_mul(x, y);
  };
  const std::int32_t x = a + (1 << 28);
  const std::int32_t x2 = mul(x, x);
  const std::int32_t x3 = mul(x2, x);
  const std::int32_t x4 = mul(x2, x2);
  const std::int32_t tail = rounding_divide_by_power_of_two(
      mul(rounding_divide_by_power_of_two(x4, 2) + x3, kThird) + x2, 1);
  return kExpOfMinusAnEighth + mul(kExpOfMinusAnEighth, x + tail);
}

// e^a in Q0.31 for a <= 0 with `kIntegerBits` bits before its point, 0 to 5: the factors of e^a
// that belong to the bits of -a from 1/4 on, times e to the power of what is left.
template <int kIntegerBits>
[[nodiscard, gnu::always_inline]] constexpr std::int32_t exp_on_negative_values(std::int32_t a) {
  static_assert(kIntegerBits >= 0 && kIntegerBits <= 5);
  // e^(-1/4), e^(-1/2), e^-1, ... e^-16 in Q0.31.
  constexpr std::array<std::int32_t, 7> kFactors = {1672461947, 1302514674, 790015084, 290630308,
                                                    39332535,   720401,     242};
  constexpr std::int32_t kQuarter = 1 << (31 - kIntegerBits - 2);
  if (a == 0) return kFixedPointOne;
  const std::int32_t rest = (a & (kQuarter - 1)) - kQuarter;
  std::int32_t result = exp_of_minus_a_quarter_to_0(saturating_shift_left(rest, kIntegerBits));
  const std::int32_t quarters = rest - a;
  for (std::size_t i = 0; i < kIntegerBits + 2; ++i) {
    if ((quarters & (kQuarter << i)) != 0) {
      result = saturating_rounding_doubling_high_mul(result, kFactors[i]);
    }
  }
  return result;
}

// 2 / (1 + a) in Q2.29 for 0 <= a <= 1 in Q0.31: three steps of Newton's division.
[[nodiscard, gnu::always_inline]] constexpr std::int32_t two_over_one_plus(std::int32_t a) {
  constexpr std::int32_t k48Over17 = 1515870810;
  constexpr std::int32_t kMinus32Over17 = -1010580540;
  const std::int64_t denominator = static_cast<std::int64_t>(a) + kFixedPointOne;
  const auto half = static_cast<std::int32_t>((denominator + 1) / 2);  // denominator >= 0
  std::int32_t x = k48Over17 + saturating_rounding_doubling_high_mul(half, kMinus32Over17);
  for (int step = 0; step < 3; ++step) {
    const std::int32_t error = (1 << 29) - saturating_rounding_doubling_high_mul(half, x);
    x += saturating_shift_left(saturating_rounding_doubling_high_mul(x, error), 2);
  }
  return x;
}

// 1 / (1 + a) in Q0.31 for 0 <= a <= 1 in Q0.31.
[[nodiscard, gnu::always_inline]] constexpr std::int32_t one_over_one_plus(std::int32_t a) {
  return saturating_shift_left(two_over_one_plus(a), 1);
}

// 1 / (1 + e^-a) in Q0.31 for a in Q4.27, not the lowest number.
[[nodiscard, gnu::always_inline]] constexpr std::int32_t fixed_point_logistic(std::int32_t a) {
  if (a == 0) return 1 << 30;
  const std::int32_t of_magnitude = one_over_one_plus(exp_on_negative_values<4>(a > 0 ? -a : a));
  return a > 0 ? of_magnitude : kFixedPointOne - of_magnitude;
}

// tanh(a) in Q0.31 for a in Q4.27, not the lowest number: (1 - e) / (1 + e) with e = e^(-2 |a|).
[[nodiscard, gnu::always_inline]] constexpr std::int32_t fixed_point_tanh(std::int32_t a) {
  if (a == 0) return 0;
  // Twice a number of Q4.27 is the same integer in Q5.26.
  const std::int32_t quotient = two_over_one_plus(exp_on_negative_values<5>(a > 0 ? -a : a));
  const std::int32_t of_magnitude = saturating_shift_left(quotient - (1 << 29), 2);
  return a > 0 ? of_magnitude : -of_magnitude;
}

}  // namespace ocellus
