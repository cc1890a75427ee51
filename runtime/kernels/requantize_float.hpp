// Requantize::kFloat: the double-rounding integer scheme, computed with two fused multiply-adds.
//
// For a factor M = multiplier / 2^31 * 2^-e and an accumulator x, gemmlowp's two roundings give
//
//   y(x) = floor(x * M + 1/2 + s * 2^-(e+1)),   s = +1 for x >= 0, -1 for x < 0;  for e = 0, s = 0.
//
// Derivation: the high multiply is h = floor(x * multiplier / 2^31 + 1/2), the shift with halves
// away from zero is floor((h + 2^(e-1) - [h < 0]) / 2^e), and a floor inside a floor of a quotient
// by a whole number may be left out. ([h < 0] and [x < 0] differ only where both give 0.)
//
// A SIMD kernel evaluates floor(x * a + (x * b + c)) where a + b = M exactly (24 + 7 bits), the
// inner sum is rounded to nearest, the outer one down, and c is near the constant above. Only the
// inner rounding, about 2^-25, can hurt, and only when an accumulator falls that close to a
// threshold. So this is not argued but checked, channel by channel: both functions of x are
// monotonic for each sign of x, hence equal everywhere if they are equal at both sides of each of
// the at most 255 thresholds and at the ends. Constants c that differ by a few units in the last
// place are tried; when none passes, the layer keeps the integer path.
//
// Portable, for the machine that packs; not linked into device programs.
#pragma once

#include <cstdint>
#include <optional>

#include "runtime/kernels/kernel_set.hpp"
#include "runtime/kernels/operators.hpp"
#include "runtime/kernels/requantize_integer.hpp"

namespace ocellus::kernels {

// The accumulators that a channel can reach, both ends included.
struct AccumulatorRange {
  std::int64_t low = 0;
  std::int64_t high = 0;
};

// bias + sum of weight * (x - zero_point) over every int8 x. Needs `taps` weights, `stride` apart.
AccumulatorRange accumulator_range(const std::int8_t* weights, std::int32_t taps,
                                   std::ptrdiff_t stride, std::int32_t zero_point,
                                   std::int32_t bias);

struct FloatFactor {
  float a = 0;           // M, rounded down to 24 bits
  float b = 0;           // M - a, exactly
  float c = 0;           // rounding constant for x >= 0
  float c_negative = 0;  // and for x < 0
};

// The clamped int8 result of the float scheme, emulated exactly. Kernels use c_negative for
// negative accumulators when output.low < output.zero_point; otherwise the clamp hides them, and
// they use c.
std::int8_t requantize_float(std::int32_t accumulator, const FloatFactor& factor,
                             const Output& output);

// Constants proved to give requantize_integer's result for every accumulator in `range`, or
// nothing.
std::optional<FloatFactor> find_float_factor(Multiplier factor, const Output& output,
                                             const AccumulatorRange& range);

}  // namespace ocellus::kernels
