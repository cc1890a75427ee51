// The exponential and the logistic function from the four operations alone: the same bits on every
// machine, and usable in constant expressions, which the standard library's are not.
#pragma once

#include <bit>
#include <cstdint>

namespace ocellus {

// e^x, within 2 units in the last place. Beyond +-700, the value at that limit; 1 for a NaN.
constexpr double exponential(double x) {
  if (!(x == x)) return 1;
  x = x > 700 ? 700 : x < -700 ? -700 : x;

  // x = k ln 2 + r with |r| <= ln 2 / 2; ln 2 in two parts, so that k times the first is exact.
  constexpr double kLn2High = 0x1.62e42fee00000p-1;
  constexpr double kLn2Low = 0x1.a39ef35793c76p-33;
  constexpr double kPerLn2 = 0x1.71547652b82fep+0;
  const double nearest = x * kPerLn2 + (x < 0 ? -0.5 : 0.5);
  const auto k = static_cast<std::int64_t>(nearest);
  const double r = (x - static_cast<double>(k) * kLn2High) - static_cast<double>(k) * kLn2Low;

  // Taylor's series, innermost term first; its remainder r^14 / 14! is below 2^-57.
  double sum = 1;
  for (int n = 13; n >= 1; --n) sum = 1 + r * sum / n;

  const double power = std::bit_cast<double>(static_cast<std::uint64_t>(k + 1023) << 52);
  return sum * power;
}

// 1 / (1 + e^-x).
constexpr double logistic(double x) { return 1 / (1 + exponential(-x)); }

}  // namespace ocellus
