#include "runtime/kernels/requantize_float.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <limits>
#include <span>

namespace ocellus::kernels {
namespace {

constexpr std::int64_t kLowest = std::numeric_limits<std::int32_t>::min();
constexpr std::int64_t kHighest = std::numeric_limits<std::int32_t>::max();

bool distinguishes_sign(const Output& output) { return output.low < output.zero_point; }

// 2^-exponent, 0 <= exponent <= 63.
double power_of_half(std::int32_t exponent) {
  return 1.0 / static_cast<double>(std::uint64_t{1} << exponent);
}

// The largest float that is not above `value`.
float rounded_down(double value) {
  const float nearest = static_cast<float>(value);
  if (static_cast<double>(nearest) <= value) {
    return nearest;
  }
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(nearest);
  return std::bit_cast<float>(nearest > 0 ? bits - 1 : bits + 1);
}

// What the kernel adds up, kept in the two parts whose sum it rounds down. The product of two
// floats and the difference of a small whole number and a float near 1/2 are exact as doubles. So
// is x * b + c, which the kernel rounds once: b has at most 8 bits, none of them below 2^-52.
struct ExactSum {
  double product;  // x * a
  double rest;     // x * b + c, rounded down

  bool at_least(double whole) const { return product >= whole - rest; }
};

ExactSum exact_sum(std::int32_t accumulator, float a, float b, float c) {
  const double x = static_cast<double>(rounded_down(static_cast<double>(accumulator)));
  const double inner = x * static_cast<double>(b) + static_cast<double>(c);
  return {x * static_cast<double>(a), static_cast<double>(rounded_down(inner))};
}

// Whether the float scheme gives the clamped result `expected`.
bool gives(const ExactSum& sum, std::int32_t expected, const Output& output) {
  const double whole = expected - output.zero_point;
  return (expected == output.low || sum.at_least(whole)) &&
         (expected == output.high || !sum.at_least(whole + 1));
}

// Accumulators at which both schemes have to be compared, in ascending order: the ends, both sides
// of zero, and both sides of every threshold of the integer scheme.
class Checkpoints {
 public:
  Checkpoints(Multiplier factor, const Output& output, std::int32_t low, std::int32_t high) {
    points_[0] = low;
    count_ = 1;
    std::int64_t from = low;
    const std::int32_t last = requantize_integer(high, factor, output);
    for (std::int32_t q = requantize_integer(low, factor, output) + 1; q <= last; ++q) {
      // The smallest accumulator whose result is at least q lies in (from, to].
      std::int64_t to = high;
      narrow_bracket(factor, output, q, from, to);
      while (to - from > 1) {
        const std::int64_t middle = from + (to - from) / 2;
        if (requantize_integer(static_cast<std::int32_t>(middle), factor, output) >= q) {
          to = middle;
        } else {
          from = middle;
        }
      }
      add(static_cast<std::int32_t>(to - 1));
      add(static_cast<std::int32_t>(to));
      from = to - 1;
    }
    add(high);
  }

  std::span<const std::int32_t> all() const { return std::span(points_).first(count_); }
  std::span<const std::int32_t> negative() const { return all().first(negatives()); }
  std::span<const std::int32_t> positive() const { return all().subspan(negatives()); }

 private:
  // Moves either end to beside where the threshold of `q` is expected, when it is indeed there.
  static void narrow_bracket(Multiplier factor, const Output& output, std::int32_t q,
                             std::int64_t& from, std::int64_t& to) {
    const double estimate =
        (q - output.zero_point - 0.5) /
        (static_cast<double>(factor.multiplier) * power_of_half(31 - factor.shift));
    if (!(estimate - 3 > static_cast<double>(from) && estimate + 3 < static_cast<double>(to))) {
      return;
    }
    const std::int64_t middle = static_cast<std::int64_t>(estimate);
    if (requantize_integer(static_cast<std::int32_t>(middle - 2), factor, output) < q) {
      from = middle - 2;
    }
    if (requantize_integer(static_cast<std::int32_t>(middle + 2), factor, output) >= q) {
      to = middle + 2;
    }
  }
  void add(std::int32_t x) {
    if (points_[count_ - 1] < 0 && x >= 0) {
      add_next(-1);
      add_next(0);
    }
    add_next(x);
  }
  // Large factors put several thresholds between the same two accumulators.
  void add_next(std::int32_t x) {
    if (x > points_[count_ - 1]) {
      points_[count_++] = x;
    }
  }
  std::size_t negatives() const {
    std::size_t n = 0;
    while (n < count_ && points_[n] < 0) {
      ++n;
    }
    return n;
  }

  std::array<std::int32_t, 2 * 255 + 4> points_;
  std::size_t count_ = 0;
};

// A constant near `nominal` with which every point gets the integer scheme's result.
std::optional<float> find_constant(std::span<const std::int32_t> points, float a, float b,
                                   double nominal, Multiplier factor, const Output& output) {
  constexpr double kStep = 1.0 / (1 << 24);
  for (const int nudge : {0, 1, -1, 2, -2, 3, -3, 4, -4, 6, -6, 8, -8, 12, -12, 16, -16}) {
    const float c = static_cast<float>(nominal + nudge * kStep);
    bool equal = true;
    for (const std::int32_t x : points) {
      equal = gives(exact_sum(x, a, b, c), requantize_integer(x, factor, output), output);
      if (!equal) {
        break;
      }
    }
    if (equal) {
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
    range.low += at_lowest < at_highest ? at_lowest : at_highest;
    range.high += at_lowest < at_highest ? at_highest : at_lowest;
  }
  return range;
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
  const std::int64_t left = std::int64_t{1} << (factor.shift > 0 ? factor.shift : 0);
  if (range.low * left < kLowest || range.high * left > kHighest) {
    return std::nullopt;
  }
  const double exact = static_cast<double>(factor.multiplier) * power_of_half(31 - factor.shift);
  constexpr double kRoom = 2147483000.0;
  if (static_cast<double>(range.low) * exact < -kRoom ||
      static_cast<double>(range.high) * exact > kRoom) {
    return std::nullopt;
  }
  FloatFactor result;
  result.a = rounded_down(exact);
  if (factor.shift >= -20) {  // below, the bits that b would add are too fine for exact_sum
    result.b = static_cast<float>(exact - static_cast<double>(result.a));
  }

  const double sign_term = factor.shift < 0 ? power_of_half(1 - factor.shift) : 0.0;
  const Checkpoints points(factor, output, static_cast<std::int32_t>(range.low),
                           static_cast<std::int32_t>(range.high));
  const bool sign = distinguishes_sign(output);
  const std::optional<float> c = find_constant(sign ? points.positive() : points.all(), result.a,
                                               result.b, 0.5 + sign_term, factor, output);
  const std::optional<float> c_negative =
      sign ? find_constant(points.negative(), result.a, result.b, 0.5 - sign_term, factor, output)
           : c;
  if (!c || !c_negative) {
    return std::nullopt;
  }
  result.c = *c;
  result.c_negative = *c_negative;
  return result;
}

}  // namespace ocellus::kernels
