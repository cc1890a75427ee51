#include "runtime/kernels/add_plane.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "runtime/fixed_point.hpp"
#include "runtime/kernels/requantize_integer.hpp"

namespace ocellus::kernels {
namespace {

constexpr std::int32_t kLowest = -128;
constexpr std::int32_t kValues = 256;

double power_of_two(std::int32_t exponent) {
  return exponent >= 0 ? static_cast<double>(std::uint64_t{1} << exponent)
                       : 1.0 / static_cast<double>(std::uint64_t{1} << -exponent);
}

// Of a value that is not negative; there is no libm here.
std::int32_t nearest(double value) {
  const auto below = static_cast<std::int32_t>(value);
  return value - below >= 0.5 ? below + 1 : below;
}

// Every rescaled value of an input.
std::array<std::int32_t, kValues> rescaled(std::int32_t zero_point, Multiplier factor) {
  std::array<std::int32_t, kValues> values;
  for (std::int32_t i = 0; i < kValues; ++i) {
    values[static_cast<std::size_t>(i)] = multiply_by_quantized_multiplier(
        (kLowest + i - zero_point) * (1 << Add::kLeftShift), factor.multiplier, factor.shift);
  }
  return values;
}

// A pair of inputs, and the constant with which a plane meets a bound there exactly.
struct Contact {
  std::int32_t a = 0;
  std::int32_t b = 0;
  std::int64_t constant = 0;
};

// What every pair of inputs asks of a plane.
class Demands {
 public:
  explicit Demands(const Add& op) : output_(op.quantized) {
    const auto first = rescaled(op.first_zero_point, op.first);
    const auto second = rescaled(op.second_zero_point, op.second);
    std::int8_t* result = results_.data();
    for (const std::int32_t a : first) {
      for (const std::int32_t b : second) {
        const std::uint32_t sum = static_cast<std::uint32_t>(a) + static_cast<std::uint32_t>(b);
        *result++ = requantize_integer(static_cast<std::int32_t>(sum), op.sum, output_);
      }
    }
  }

  // The pairs that leave the plane's constant the least room: it must be at least `lowest` and
  // below `limit`.
  void bounds(const AddPlane& plane, Contact& lowest, Contact& limit) const {
    lowest.constant = std::numeric_limits<std::int64_t>::min();
    limit.constant = std::numeric_limits<std::int64_t>::max();
    const std::int8_t* result = results_.data();
    for (std::int32_t a = kLowest; a < kLowest + kValues; ++a) {
      for (std::int32_t b = kLowest; b < kLowest + kValues; ++b, ++result) {
        const std::int64_t to = (std::int64_t{*result} << plane.shift) -
                                std::int64_t{plane.first} * a - std::int64_t{plane.second} * b;
        const std::int64_t over = to + (std::int64_t{1} << plane.shift);
        if (*result > output_.low && to > lowest.constant) {
          lowest = {a, b, to};
        }
        if (*result < output_.high && over < limit.constant) {
          limit = {a, b, over};
        }
      }
    }
  }

 private:
  Output output_;
  std::array<std::int8_t, std::size_t{kValues} * kValues> results_;
};

}  // namespace

std::optional<AddPlane> find_add_plane(const Add& op) {
  for (const Multiplier& factor : {op.first, op.second, op.sum}) {
    if (factor.shift > 1 || factor.shift < -31 || factor.multiplier < 0) {
      return std::nullopt;
    }
  }
  // Output steps for one step of an input.
  const auto slope = [&](const Multiplier& factor) {
    return static_cast<double>(factor.multiplier) * power_of_two(factor.shift - 31) *
           static_cast<double>(op.sum.multiplier) * power_of_two(op.sum.shift - 31) *
           power_of_two(Add::kLeftShift);
  };
  double first = slope(op.first);
  double second = slope(op.second);
  // The larger factor takes 29 bits.
  std::int32_t shift = 32;
  while (shift > 15 && std::max(first, second) * power_of_two(shift) >= (1 << 29)) {
    --shift;
  }
  if (shift == 15) {
    return std::nullopt;
  }
  const Demands demands(op);
  constexpr int kTries = 40;
  for (int tries = 0; tries < kTries; ++tries) {
    AddPlane plane{.first = nearest(first * power_of_two(shift)),
                   .second = nearest(second * power_of_two(shift)),
                   .shift = shift};
    Contact lowest;
    Contact limit;
    demands.bounds(plane, lowest, limit);
    const std::int64_t farthest = std::int64_t{1} << (shift + 10);
    if (lowest.constant <= -farthest || limit.constant >= farthest) {
      return std::nullopt;  // or everything is clamped
    }
    const std::int64_t room = limit.constant - 1 - lowest.constant;
    if (room >= 0) {
      plane.constant = lowest.constant + room / 2;
      return plane;
    }
    // Tilt the plane as little as lets it pass between the two.
    const double a = lowest.a - limit.a;
    const double b = lowest.b - limit.b;
    const double gap = static_cast<double>(-room) / power_of_two(shift) + 1.0 / (1 << 27);
    const double tilt = gap / (a * a + b * b);
    first += a * tilt;
    second += b * tilt;
    if (!(first >= 0 && second >= 0 && std::max(first, second) * power_of_two(shift) < (1 << 30))) {
      return std::nullopt;
    }
  }
  return std::nullopt;
}

}  // namespace ocellus::kernels
