// What is done to each row, that is, along the last dimension.
#include <algorithm>
#include <bit>
#include <cmath>

#include "tests/operators/textbook/fixed_point.hpp"
#include "tests/operators/textbook/operators.hpp"

namespace ocellus::textbook {

// The output's scale is taken to be 1/256 and its zero point -128.
void softmax(const Operation& o) {
  constexpr int kDifferenceBits = 5;
  constexpr int kSumBits = 12;
  const Tensor& input = o.input(0);
  const double beta = static_cast<double>(o.op.options.AsSoftmaxOptions()->beta);
  const Multiplier by = multiplier(std::min(
      beta * static_cast<double>(input.scale()) * (1 << (31 - kDifferenceBits)), 2147483647.0));
  // Differences to the row's maximum below this add nothing.
  const std::int64_t lowest = -input_radius(kDifferenceBits, by.exponent);
  const std::int64_t depth = input.shape.back();
  for (std::int64_t row = 0; row < input.size(); row += depth) {
    std::int64_t greatest = input.integer(row);
    for (std::int64_t c = 1; c < depth; ++c) greatest = std::max(greatest, input.integer(row + c));
    // e^(x - greatest), no integer bits.
    const auto power = [&](std::int64_t difference) {
      return exponential(high_product(difference * (1LL << by.exponent), by.mantissa),
                         kDifferenceBits);
    };
    std::int64_t sum = 0;
    for (std::int64_t c = 0; c < depth; ++c) {
      const std::int64_t difference = input.integer(row + c) - greatest;
      if (difference >= lowest) sum += rounded_shift_right(power(difference), kSumBits);
    }
    // sum = (1 + rest) * 2^whole_bits
    const int zeros = std::countl_zero(static_cast<std::uint32_t>(sum));
    const std::int64_t rest = (sum << zeros) - (1LL << 31);
    const int whole_bits = kSumBits - zeros;
    const std::int64_t reciprocal = reciprocal_of_one_plus(rest);
    for (std::int64_t c = 0; c < depth; ++c) {
      const std::int64_t difference = input.integer(row + c) - greatest;
      std::int64_t value = 0;
      if (difference >= lowest) {
        value =
            rounded_shift_right(high_product(reciprocal, power(difference)), whole_bits + 31 - 8);
      }
      o.output().set_integer(row + c, clamp(value - 128, -128, 127));
    }
  }
}

// x / |x|. The output's scale is taken to be 1/128 and its zero point 0; the file's epsilon does
// not count.
void l2_normalization(const Operation& o) {
  const Tensor& input = o.input(0);
  const std::int64_t depth = input.shape.back();
  for (std::int64_t row = 0; row < input.size(); row += depth) {
    std::int64_t squares = 0;
    for (std::int64_t c = 0; c < depth; ++c) {
      const std::int64_t value = input.integer(row + c) - input.zero_point();
      squares += value * value;
    }
    Multiplier by = inverse_square_root(squares);
    by.exponent += 7;
    for (std::int64_t c = 0; c < depth; ++c) {
      const std::int64_t value = input.integer(row + c) - input.zero_point();
      o.output().set_integer(row + c, clamp(scaled(value, by), -128, 127));
    }
  }
}

}  // namespace ocellus::textbook
