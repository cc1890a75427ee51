// The arithmetic in which the int8 scheme is defined: gemmlowp's, with its two roundings, here on
// 64-bit integers so that nothing overflows unseen.
//
// A fixed-point number of k integer bits is an integer q that stands for q / 2^(31-k).
#pragma once

#include <cstdint>

#include "tests/operators/textbook/tensor.hpp"

namespace ocellus::textbook {

std::int64_t clamp(std::int64_t value, std::int64_t low, std::int64_t high);

// a * b / 2^31 to the nearest integer, a half upwards; saturates for both the least int32.
std::int64_t high_product(std::int64_t a, std::int64_t b);

// x / 2^n to the nearest integer, a half away from zero.
std::int64_t rounded_shift_right(std::int64_t x, int n);

// x * 2^n within int32.
std::int64_t saturated_shift_left(std::int64_t x, int n);

// A positive real as mantissa / 2^31 * 2^exponent, the mantissa in [2^30, 2^31); zero when the real
// is below 2^-32.
struct Multiplier {
  std::int64_t mantissa = 0;
  int exponent = 0;
};
Multiplier multiplier(double real);

// x times the real: rounded once after the product and once after the shift to the right.
std::int64_t scaled(std::int64_t x, const Multiplier& by);

// e^x for x <= 0 with `integer_bits` integer bits; the result has none.
std::int64_t exponential(std::int64_t x, int integer_bits);
// 1 / (1 + e^-x), x with 4 integer bits; the result has none.
std::int64_t logistic(std::int64_t x);
// The hyperbolic tangent, x with 4 integer bits; the result has none.
std::int64_t hyperbolic_tangent(std::int64_t x);
// 1 / (1 + x) for x in [0, 1), neither with integer bits.
std::int64_t reciprocal_of_one_plus(std::int64_t x);
// 1 / sqrt(x) for an integer x. Zero counts as one.
Multiplier inverse_square_root(std::int64_t x);

// The largest |x| that still fits `integer_bits` after a multiplier with this exponent.
std::int64_t input_radius(int integer_bits, int exponent);

// What a fused activation leaves of the output's range.
struct Range {
  std::int64_t low;
  std::int64_t high;
};
Range activation_range(schema::FusedActivation activation, const Tensor& output);

}  // namespace ocellus::textbook
