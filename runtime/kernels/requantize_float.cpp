#include "runtime/kernels/requantize_float.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "runtime/fixed_point.hpp"

namespace ocellus::kernels {
namespace {

constexpr std::int64_t kLowest = std::numeric_limits<std::int32_t>::min();
constexpr std::int64_t kHighest = std::numeric_limits<std::int32_t>::max();

bool distinguishes_sign(const Output& output) { return output.low < output.zero_point; }

// What the kernel adds up, kept in the two parts whose sum it rounds down. The product of two
// floats and the difference of a small whole number and a float near 1/2 are exact as doubles.
struct ExactSum {
  double product;  // x * a
  double rest;     // x * b + c, rounded to nearest

  bool at_least(double whole) const { return product >= whole - rest; }
};

ExactSum exact_sum(std::int32_t accumulator, float a, float b, float c) {
  const float x = static_cast<float>(accumulator);
  return {static_cast<double>(x) * static_cast<double>(a), static_cast<double>(std::fma(x, b, c))};
}

// Whether the float scheme gives the clamped result `expected`.
bool gives(const ExactSum& sum, std::int32_t expected, const Output& output) {
  const double whole = expected - output.zero_point;
  return (expected == output.low || sum.at_least(whole)) &&
         (expected == output.high || !sum.at_least(whole + 1));
}

// Accumulators at which both schemes have to be compared: the ends, both sides of zero, and both
// sides of every threshold of the integer scheme.
std::vector<std::int32_t> checkpoints(Multiplier factor, const Output& output, std::int32_t low,
                                      std::int32_t high) {
  std::vector<std::int32_t> points = {low, high};
  if (low < 0 && high >= 0) {
    points.push_back(-1);
    points.push_back(0);
  }
  std::int64_t from = low;
  const std::int32_t last = requantize_integer(high, factor, output);
  for (std::int32_t q = requantize_integer(low, factor, output) + 1; q <= last; ++q) {
    // The smallest accumulator whose result is at least q lies in (from, to].
    std::int64_t to = high;
    while (to - from > 1) {
      const std::int64_t middle = from + (to - from) / 2;
      if (requantize_integer(static_cast<std::int32_t>(middle), factor, output) >= q) {
        to = middle;
      } else {
        from = middle;
      }
    }
    points.push_back(static_cast<std::int32_t>(to - 1));
    points.push_back(static_cast<std::int32_t>(to));
    from = to - 1;
  }
  return points;
}

// A constant near `nominal` with which every point gets the integer scheme's result.
std::optional<float> find_constant(const std::vector<std::int32_t>& points, float a, float b,
                                   double nominal, Multiplier factor, const Output& output) {
  constexpr double kStep = 1.0 / (1 << 24);
  for (const int nudge : {0, 1, -1, 2, -2, 3, -3, 4, -4, 6, -6, 8, -8, 12, -12, 16, -16}) {
    const float c = static_cast<float>(nominal + nudge * kStep);
    const bool all = std::all_of(points.begin(), points.end(), [&](std::int32_t x) {
      return gives(exact_sum(x, a, b, c), requantize_integer(x, factor, output), output);
    });
    if (all) {
      return c;
    }
  }
  return std::nullopt;
}

}  // namespace

AccumulatorRange accumulator_range(const std::int8_t* weights, std::int32_t taps,
                                   std::ptrdiff_t stride, std::int32_t zero_point,
                                   std::int32_t bias) {
  AccumulatorRange range{bias, bias};
  for (std::int32_t t = 0; t < taps; ++t) {
    const std::int64_t at_lowest = weights[t * stride] * (-128 - zero_point);
    const std::int64_t at_highest = weights[t * stride] * (127 - zero_point);
    range.low += std::min(at_lowest, at_highest);
    range.high += std::max(at_lowest, at_highest);
  }
  return range;
}

std::int8_t requantize_integer(std::int32_t accumulator, Multiplier factor, const Output& output) {
  return offset_and_clamp(
      multiply_by_quantized_multiplier(accumulator, factor.multiplier, factor.shift),
      output.zero_point, output.low, output.high);
}

std::int8_t requantize_float(std::int32_t accumulator, const FloatFactor& factor,
                             const Output& output) {
  const float c = distinguishes_sign(output) && accumulator < 0 ? factor.c_negative : factor.c;
  const ExactSum sum = exact_sum(accumulator, factor.a, factor.b, c);
  std::int32_t q = output.low;
  while (q < output.high && sum.at_least(q + 1 - output.zero_point)) {
    ++q;
  }
  return static_cast<std::int8_t>(q);
}

std::optional<FloatFactor> find_float_factor(Multiplier factor, const Output& output,
                                             const AccumulatorRange& range) {
  // Left shifts must not wrap, or the integer scheme is not monotonic; and the scaled value must
  // fit the conversion back to int32.
  const std::int64_t left = std::int64_t{1} << std::max(factor.shift, 0);
  if (range.low * left < kLowest || range.high * left > kHighest) {
    return std::nullopt;
  }
  const double exact = std::ldexp(static_cast<double>(factor.multiplier), factor.shift - 31);
  FloatFactor result;
  result.a = static_cast<float>(exact);
  if (static_cast<double>(result.a) > exact) {
    result.a = std::nextafter(result.a, 0.0F);
  }
  result.b = static_cast<float>(exact - static_cast<double>(result.a));
  constexpr double kRoom = 2147483000.0;
  if (static_cast<double>(range.low) * exact < -kRoom ||
      static_cast<double>(range.high) * exact > kRoom) {
    return std::nullopt;
  }

  const double sign_term = factor.shift < 0 ? std::ldexp(1.0, factor.shift - 1) : 0.0;
  const std::vector<std::int32_t> points = checkpoints(
      factor, output, static_cast<std::int32_t>(range.low), static_cast<std::int32_t>(range.high));
  if (!distinguishes_sign(output)) {
    const std::optional<float> c =
        find_constant(points, result.a, result.b, 0.5 + sign_term, factor, output);
    if (!c) {
      return std::nullopt;
    }
    result.c = result.c_negative = *c;
    return result;
  }
  std::vector<std::int32_t> negative;
  std::vector<std::int32_t> positive;
  for (const std::int32_t x : points) {
    (x < 0 ? negative : positive).push_back(x);
  }
  const std::optional<float> c =
      find_constant(positive, result.a, result.b, 0.5 + sign_term, factor, output);
  const std::optional<float> c_negative =
      find_constant(negative, result.a, result.b, 0.5 - sign_term, factor, output);
  if (!c || !c_negative) {
    return std::nullopt;
  }
  result.c = *c;
  result.c_negative = *c_negative;
  return result;
}

}  // namespace ocellus::kernels
