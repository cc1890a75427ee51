// The exponential and the logistic function from the four operations alone: the same bits on every
// machine, and usable in constant expressions, which the standard library's are not.
#pragma once

#include <bit>
#include <cstdint>

namespace ocellus {

// e^x, within 0.54 units in the last place, as near as C libraries come to it: a float made of it
// is the float made of theirs. Beyond +-700, the value at that limit; 1 for a NaN.
[[gnu::always_inline]] constexpr double exponential(double x) {
  if (!(x == x)) return 1;
  x = x > 700 ? 700 : x < -700 ? -700 : x;

  // x = k ln 2 + r + rest with |r| <= ln 2 / 2, the rest what r has no digits for. ln 2 in two
  // parts, so that k times the first is exact.
  constexpr double kLn2High = 0x1.62e42fee00000p-1;
  constexpr double kLn2Low = 0x1.a39ef35793c76p-33;
  constexpr double kPerLn2 = 0x1.71547652b82fep+0;
  const double nearest = x * kPerLn2 + (x < 0 ? -0.5 : 0.5);
  const auto k = static_cast<std::int32_t>(nearest);
  const double high = x - k * kLn2High;
  const double low = k * kLn2Low;
  const double r = high - low;
  const double rest = (high - r) - low;

  // Taylor's series from r^3 on; what is left out, r^15 / 15!, is below 2^-63.
  constexpr double kInverseFactorials[] = {
      1.0 / 6,        1.0 / 24,        1.0 / 120,        1.0 / 720,
      1.0 / 5040,     1.0 / 40320,     1.0 / 362880,     1.0 / 3628800,
      1.0 / 39916800, 1.0 / 479001600, 1.0 / 6227020800, 1.0 / 87178291200,
  };
  double tail = 0;
  for (int n = 11; n >= 0; --n) tail = kInverseFactorials[n] + r * tail;
  tail *= r * r * r;

  // 1 + r + r^2 / 2 with every digit: r^2 from r's upper and lower digits, and after each addition
  // what it rounded away.
  constexpr std::uint64_t kUpper = ~std::uint64_t{0} << 27;
  const double upper = std::bit_cast<double>(std::bit_cast<std::uint64_t>(r) & kUpper);
  const double square = upper * upper / 2;
  const double square_rest = (r - upper) * (r + upper) / 2;
  const double two = 1 + r;
  const double two_rest = (1 - two) + r;
  const double three = two + square;
  const double three_rest = (two - three) + square;
  const double sum = three + (two_rest + three_rest + square_rest + tail + (rest + rest * r));

  const double power = std::bit_cast<double>(static_cast<std::uint64_t>(k + 1023) << 52);
  return sum * power;
}

// 1 / (1 + e^-x).
[[gnu::always_inline]] constexpr double logistic(double x) { return 1 / (1 + exponential(-x)); }

}  // namespace ocellus
