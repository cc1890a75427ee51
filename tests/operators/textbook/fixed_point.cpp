#include "tests/operators/textbook/fixed_point.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace ocellus::textbook {
namespace {

constexpr std::int64_t kLowest = -(std::int64_t{1} << 31);
constexpr std::int64_t kOne = (std::int64_t{1} << 31) - 1;  // the nearest to 1 without integer bits
constexpr std::int64_t power_of_two(int n) { return std::int64_t{1} << n; }

// A real constant with `integer_bits` integer bits.
std::int64_t constant(double real, int integer_bits) {
  return std::llround(std::ldexp(real, 31 - integer_bits));
}

// e^x for x in [-1/4, 0): Taylor's series around -1/8 up to the fourth power.
std::int64_t exponential_of_a_quarter(std::int64_t x) {
  const std::int64_t middle = constant(std::exp(-0.125), 0);
  const std::int64_t third = constant(1.0 / 3.0, 0);
  const std::int64_t d = x + power_of_two(28);
  const std::int64_t d2 = high_product(d, d);
  const std::int64_t d3 = high_product(d2, d);
  const std::int64_t d4 = high_product(d2, d2);
  const std::int64_t tail =
      rounded_shift_right(high_product(rounded_shift_right(d4, 2) + d3, third) + d2, 1);
  return middle + high_product(middle, d + tail);
}

// 2 / (1 + x) / 2 for x in [0, 1), with 2 integer bits: three steps of Newton and Raphson.
std::int64_t reciprocal_of_half_of_one_plus(std::int64_t x) {
  const std::int64_t one = power_of_two(29);
  const std::int64_t half_denominator = (x + kOne + 1) / 2;
  std::int64_t guess =
      constant(48.0 / 17.0, 2) + high_product(half_denominator, constant(-32.0 / 17.0, 2));
  for (int step = 0; step < 3; ++step) {
    const std::int64_t error = one - high_product(half_denominator, guess);
    guess += saturated_shift_left(high_product(guess, error), 2);
  }
  return guess;
}

}  // namespace

std::int64_t clamp(std::int64_t value, std::int64_t low, std::int64_t high) {
  return std::min(std::max(value, low), high);
}

std::int64_t high_product(std::int64_t a, std::int64_t b) {
  if (a == kLowest && b == kLowest) return kOne;
  return (a * b + power_of_two(30)) >> 31;
}

std::int64_t rounded_shift_right(std::int64_t x, int n) {
  if (n == 0) return x;
  const std::int64_t half = power_of_two(n - 1);
  return x >= 0 ? (x + half) >> n : -((-x + half) >> n);
}

std::int64_t saturated_shift_left(std::int64_t x, int n) {
  return clamp(x * power_of_two(n), kLowest, kOne);
}

Multiplier multiplier(double real) {
  Multiplier result;
  if (real == 0.0) return result;
  const double fraction = std::frexp(real, &result.exponent);
  result.mantissa = std::llround(fraction * std::ldexp(1.0, 31));
  if (result.mantissa == power_of_two(31)) {
    result.mantissa /= 2;
    ++result.exponent;
  }
  if (result.exponent < -31) return Multiplier{};
  return result;
}

std::int64_t scaled(std::int64_t x, const Multiplier& by) {
  const std::int64_t up = x * power_of_two(std::max(by.exponent, 0));
  if (up < kLowest || up > kOne) give_up("a product that leaves int32 has no defined value");
  return rounded_shift_right(high_product(up, by.mantissa), std::max(-by.exponent, 0));
}

std::int64_t exponential(std::int64_t x, int integer_bits) {
  if (x == 0) return kOne;
  const int fraction_bits = 31 - integer_bits;
  // x = part - rest, with part in [-1/4, 0) and rest a multiple of 1/4.
  const std::int64_t quarter = power_of_two(fraction_bits - 2);
  const std::int64_t part = (x & (quarter - 1)) - quarter;
  const std::int64_t rest = part - x;
  std::int64_t result = exponential_of_a_quarter(saturated_shift_left(part, integer_bits));
  for (int power = -2; power < integer_bits; ++power) {
    if ((rest & power_of_two(fraction_bits + power)) == 0) continue;
    result = high_product(result, constant(std::exp(-std::ldexp(1.0, power)), 0));
  }
  return result;
}

std::int64_t reciprocal_of_one_plus(std::int64_t x) {
  return saturated_shift_left(reciprocal_of_half_of_one_plus(x), 1);
}

std::int64_t logistic(std::int64_t x) {
  if (x == 0) return power_of_two(30);
  const std::int64_t positive = reciprocal_of_one_plus(exponential(-std::abs(x), 4));
  return x > 0 ? positive : kOne - positive;
}

std::int64_t hyperbolic_tangent(std::int64_t x) {
  if (x == 0) return 0;
  // (1 - e^-2|x|) / (1 + e^-2|x|); doubling x moves its point by one place.
  const std::int64_t half = reciprocal_of_half_of_one_plus(exponential(-std::abs(x), 5));
  const std::int64_t positive = saturated_shift_left(half - power_of_two(29), 2);
  return x > 0 ? positive : -positive;
}

Multiplier inverse_square_root(std::int64_t x) {
  if (x <= 1) return Multiplier{kOne, 0};
  // Bring x into [1/8, 1/2) of 3 integer bits by an even power of two.
  int shift = 11;
  while (x >= power_of_two(29)) {
    x /= 4;
    ++shift;
  }
  const int pairs = (std::countl_zero(static_cast<std::uint32_t>(x)) - 1) / 2 - 1;
  shift -= pairs;
  x <<= 2 * pairs;
  // Newton and Raphson: y <- y * (3/2 - x/2 * y^2), from y = 1, all with 3 integer bits.
  const std::int64_t half = rounded_shift_right(x >> 1, 1);
  const std::int64_t three_halves = power_of_two(28) + power_of_two(27);
  std::int64_t y = power_of_two(28);
  for (int step = 0; step < 5; ++step) {
    const std::int64_t cube = saturated_shift_left(high_product(high_product(y, y), y), 6);
    y = saturated_shift_left(high_product(three_halves, y) - high_product(half, cube), 3);
  }
  Multiplier result{high_product(y, constant(std::sqrt(2.0) / 2.0, 0)), -shift};
  if (result.exponent > 0) {
    result.mantissa <<= result.exponent;
    result.exponent = 0;
  }
  return result;
}

std::int64_t input_radius(int integer_bits, int exponent) {
  const double largest =
      std::ldexp(static_cast<double>(power_of_two(integer_bits) - 1), 31 - integer_bits - exponent);
  return static_cast<std::int64_t>(std::floor(largest));
}

Range activation_range(schema::FusedActivation activation, const Tensor& output) {
  const auto quantized = [&](float real) {
    return output.zero_point() + static_cast<std::int64_t>(std::round(real / output.scale()));
  };
  Range range{output.lowest(), output.highest()};
  switch (activation) {
    case schema::FusedActivation::None:
      break;
    case schema::FusedActivation::Relu:
      range.low = std::max(range.low, quantized(0.0F));
      break;
    case schema::FusedActivation::Relu6:
      range = {std::max(range.low, quantized(0.0F)), std::min(range.high, quantized(6.0F))};
      break;
    case schema::FusedActivation::ReluN1To1:
      range = {std::max(range.low, quantized(-1.0F)), std::min(range.high, quantized(1.0F))};
      break;
    default:
      give_up("an activation that no int8 kernel has");
  }
  return range;
}

}  // namespace ocellus::textbook
