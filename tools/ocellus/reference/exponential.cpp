#include "tools/ocellus/reference/exponential.hpp"

#include <cmath>

namespace ocellus::tools::reference {

double exponential(double x) {
  if (std::isnan(x)) return x;
  if (x < -700) return 0;
  if (x > 700) x = 700;
  // x = n ln 2 + r, |r| <= ln 2 / 2. The upper part of ln 2 has 33 bits, so n times it is exact.
  constexpr double kInverseLn2 = 1.4426950408889634;
  constexpr double kLn2Upper = 0.69314718036912382;
  constexpr double kLn2Lower = 1.9082149292705877e-10;
  const double n = std::floor(x * kInverseLn2 + 0.5);
  const double r = (x - n * kLn2Upper) - n * kLn2Lower;
  // Taylor's series: the term after the last is below 2^-57.
  constexpr int kTerms = 14;
  double sum = 1;
  for (int k = kTerms; k > 0; --k) sum = 1 + sum * r / k;
  return std::ldexp(sum, static_cast<int>(n));
}

double logistic(double x) { return 1 / (1 + exponential(-x)); }

double hyperbolic_tangent(double x) {
  if (std::fabs(x) < 1e-5) return x;  // 1 - 2 / (1 + e^2x) would cancel; x^3 / 3 is below 2^-34 x
  return 1 - 2 / (1 + exponential(2 * x));
}

}  // namespace ocellus::tools::reference
