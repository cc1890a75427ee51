// L2_NORMALIZATION of int8 rows, into steps of 1/128 around 0.
#pragma once

#include <bit>
#include <cstdint>

#include "runtime/fixed_point.hpp"
#include "runtime/fixed_point_functions.hpp"
#include "runtime/kernels/operands.hpp"
#include "runtime/kernels/operators.hpp"

namespace ocellus::kernels {

// Input and output: `rows` rows of `depth` elements whose squares add up in 31 bits; they may be
// the same memory.
struct L2Normalization {
  static constexpr bool kWritesOverInputs = true;

  std::uint32_t rows = 0;
  std::uint32_t depth = 0;
  std::int32_t zero_point = 0;  // of the input

  bool operator==(const L2Normalization&) const = default;
};

// 1 / sqrt(x) for x >= 0, and 1 for 0: five of Newton's steps in Q3.28, from 1, on x brought
// between 1/4 and 1 by a power of four (TensorFlow Lite, GetInvSqrtQuantizedMultiplierExp).
[[gnu::always_inline]] constexpr Multiplier inverse_square_root(std::int32_t x) {
  constexpr std::int32_t kHalfOfSquareRootOfTwo = 1518500250;
  if (x <= 1) return {.multiplier = kFixedPointOne, .shift = 0};
  std::int32_t right = 11;
  while (x >= 1 << 29) {
    x /= 4;
    ++right;
  }
  const std::int32_t pairs = (std::countl_zero(static_cast<std::uint32_t>(x)) - 1) / 2 - 1;
  right -= pairs;
  x <<= 2 * pairs;
  const auto mul = [](std::int32_t a, std::int32_t b) {
    return saturating_rounding_doubling_high_mul(a, b);
  };
  constexpr std::int32_t kOneAndAHalf = 3 << 27;
  const std::int32_t half = rounding_divide_by_power_of_two(x >> 1, 1);
  std::int32_t root = 1 << 28;
  for (int step = 0; step < 5; ++step) {
    const std::int32_t cube = saturating_shift_left(mul(mul(root, root), root), 6);
    root = saturating_shift_left(mul(kOneAndAHalf, root) - mul(half, cube), 3);
  }
  root = mul(root, kHalfOfSquareRootOfTwo);
  if (right < 0) {
    root = wrapping_shift_left(root, -right);
    right = 0;
  }
  return {.multiplier = root, .shift = -right};
}

[[gnu::always_inline]] inline void run(const L2Normalization& op, const Operands& at) {
  constexpr std::int32_t kOutputBits = 7;
  const std::int8_t* input = at.input(0);
  std::int8_t* output = at.output(0);
  for (std::uint32_t row = 0; row < op.rows; ++row, input += op.depth, output += op.depth) {
    std::int32_t squares = 0;
    for (std::uint32_t i = 0; i < op.depth; ++i) {
      const std::int32_t x = input[i] - op.zero_point;
      squares += x * x;
    }
    const Multiplier inverse = inverse_square_root(squares);
    for (std::uint32_t i = 0; i < op.depth; ++i) {
      output[i] = offset_and_clamp(
          multiply_by_quantized_multiplier(input[i] - op.zero_point, inverse.multiplier,
                                           inverse.shift + kOutputBits),
          0, -128, 127);
    }
  }
}

}  // namespace ocellus::kernels
