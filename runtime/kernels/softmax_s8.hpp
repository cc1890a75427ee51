// SOFTMAX of int8 rows, into steps of 1/256 from -128.
#pragma once

#include <bit>
#include <cstdint>

#include "runtime/fixed_point.hpp"
#include "runtime/fixed_point_functions.hpp"
#include "runtime/kernels/operands.hpp"

namespace ocellus::kernels {

// Input and output: `rows` rows of `depth` elements, 1 to 4095; they may be the same memory.
// Constants: 256 int32 of Q0.31, the exponential of each difference 0..255 to a row's largest
// value, 0 where the reference leaves the element out.
struct Softmax {
  static constexpr bool kWritesOverInputs = true;

  std::uint32_t rows = 0;
  std::uint32_t depth = 0;

  bool operator==(const Softmax&) const = default;
};

[[gnu::always_inline]] inline void run(const Softmax& op, const Operands& at) {
  constexpr std::int32_t kSumBits = 12;  // before the point of a row's sum
  const auto* const exponentials = reinterpret_cast<const std::int32_t*>(at.constants);
  const std::int8_t* input = at.input(0);
  std::int8_t* output = at.output(0);
  for (std::uint32_t row = 0; row < op.rows; ++row, input += op.depth, output += op.depth) {
    std::int32_t largest = -128;
    for (std::uint32_t i = 0; i < op.depth; ++i) {
      largest = input[i] > largest ? input[i] : largest;
    }
    std::int32_t sum = 0;
    for (std::uint32_t i = 0; i < op.depth; ++i) {
      sum += rounding_divide_by_power_of_two(exponentials[largest - input[i]], kSumBits);
    }
    // The sum is 2^bits (1 + fraction): at least 1, for the largest value's own exponential.
    const std::int32_t zeros = std::countl_zero(static_cast<std::uint32_t>(sum));
    const auto fraction =
        static_cast<std::int32_t>((static_cast<std::uint32_t>(sum) << zeros) - (1U << 31));
    const std::int32_t scale = one_over_one_plus(fraction);
    const std::int32_t shift = kSumBits - zeros + 31 - 8;
    for (std::uint32_t i = 0; i < op.depth; ++i) {
      const std::int32_t quotient =
          saturating_rounding_doubling_high_mul(scale, exponentials[largest - input[i]]);
      // Past 31, for sums from 512 on, less than a half of the last step is left.
      const std::int32_t q = shift > 31 ? 0 : rounding_divide_by_power_of_two(quotient, shift);
      output[i] = offset_and_clamp(q, -128, -128, 127);
    }
  }
}

}  // namespace ocellus::kernels
