// Functions of one value.
#include <algorithm>
#include <cmath>
#include <functional>

#include "tests/operators/textbook/fixed_point.hpp"
#include "tests/operators/textbook/operators.hpp"

namespace ocellus::textbook {
namespace {

void for_each_value(const Operation& o, const std::function<std::int64_t(std::int64_t)>& function) {
  for (std::int64_t i = 0; i < o.output().size(); ++i) {
    o.output().set_integer(i, function(o.input(0).integer(i)));
  }
}

// The input requantized (the quotient of the scales in float), then cut to the range.
void cut(const Operation& o, const Range& range) {
  const Multiplier by = multiplier(o.input(0).scale() / o.output().scale());
  for_each_value(o, [&](std::int64_t q) {
    const std::int64_t value = scaled(q - o.input(0).zero_point(), by) + o.output().zero_point();
    return clamp(value, range.low, range.high);
  });
}

// A multiplier of a real below 2^15 as int16, rounded.
std::int64_t narrowed(const Multiplier& by) {
  return std::min<std::int64_t>((by.mantissa + (1 << 15)) >> 16, 32767);
}

// As high_product, for int16.
std::int64_t high_product_16(std::int64_t a, std::int64_t b) {
  return std::min<std::int64_t>((a * b + (1 << 14)) >> 15, 32767);
}

std::int64_t saturated_16(std::int64_t value) { return clamp(value, -32768, 32767); }

// The input with 4 integer bits, through `function` (no integer bits in its result) to a result in
// units of 2^-bits; beyond the range of 4 bits the function has reached its end.
void saturating(const Operation& o, std::int64_t (*function)(std::int64_t), int bits,
                std::int64_t offset) {
  Multiplier to_4_bits;
  const double fraction =
      std::frexp(static_cast<double>(o.input(0).scale()) * (1 << 27), &to_4_bits.exponent);
  to_4_bits.mantissa = std::llround(fraction * std::ldexp(1.0, 31));
  const std::int64_t radius = input_radius(4, to_4_bits.exponent);
  for_each_value(o, [&](std::int64_t q) -> std::int64_t {
    const std::int64_t value = q - o.input(0).zero_point();
    if (value <= -radius) return -128;
    if (value >= radius) return 127;
    const std::int64_t result = function(scaled(value, to_4_bits));
    return clamp(rounded_shift_right(result, 31 - bits) + offset, -128, 127);
  });
}

}  // namespace

void relu(const Operation& o) {
  cut(o, activation_range(schema::FusedActivation::Relu, o.output()));
}

// TensorFlow Lite Micro has no RELU_N1_TO_1; this is TensorFlow Lite's, which cuts like RELU.
void relu_n1_to_1(const Operation& o) {
  cut(o, activation_range(schema::FusedActivation::ReluN1To1, o.output()));
}

// The Micro kernel cuts the quantized input at its own 0 and 6 and does not look at the output's
// quantization; TensorFlow Lite's requantizes as RELU does. We follow Micro.
void relu6(const Operation& o) {
  const Tensor& input = o.input(0);
  const auto six = static_cast<std::int64_t>(std::round(6.0F / input.scale()));
  const std::int64_t high = clamp(six + input.zero_point(), -128, 127);
  for_each_value(o, [&](std::int64_t q) { return clamp(q, input.zero_point(), high); });
}

// Both multipliers are computed in float.
void leaky_relu(const Operation& o) {
  const float alpha = o.op.options.AsLeakyReluOptions()->alpha;
  const Multiplier positive = multiplier(o.input(0).scale() / o.output().scale());
  const Multiplier negative = multiplier(o.input(0).scale() * alpha / o.output().scale());
  for_each_value(o, [&](std::int64_t q) {
    const std::int64_t value = q - o.input(0).zero_point();
    return clamp(scaled(value, value >= 0 ? positive : negative) + o.output().zero_point(), -128,
                 127);
  });
}

// x * relu6(x + 3) / 6 in 16 bits: x on the output's scale, times a number in [0, 1] that is
// (x + 3) / 6 cut at both ends.
void hard_swish(const Operation& o) {
  const float fine_scale = (1.0F / 128.0F) * o.input(0).scale();
  const Multiplier to_output = multiplier(fine_scale / o.output().scale());
  const Multiplier to_three = multiplier(fine_scale / (3.0F / 32768.0F));
  for_each_value(o, [&](std::int64_t q) {
    const std::int64_t fine = (q - o.input(0).zero_point()) * 128;
    const std::int64_t value = high_product_16(fine, narrowed(to_output));
    // x / 3, where 1 is 32768: the last doubling decides what saturates.
    std::int64_t gate = fine;
    if (to_three.exponent > 0) gate = saturated_16(gate * (1LL << (to_three.exponent - 1)));
    gate = high_product_16(gate, narrowed(to_three));
    if (to_three.exponent > 0) gate = saturated_16(gate * 2);
    if (to_three.exponent < 0) gate = rounded_shift_right(gate, -to_three.exponent);
    gate = (gate + 32768) >> 1;
    // This product rounds towards zero, to make up for the bias of the roundings before.
    const std::int64_t product = gate * value / 32768;
    const std::int64_t result = rounded_shift_right(product, -to_output.exponent);
    return clamp(result + o.output().zero_point(), -128, 127);
  });
}

// The output's scale is taken to be 1/256 and its zero point -128.
void logistic(const Operation& o) { saturating(o, logistic, 8, -128); }

// The output's scale is taken to be 1/128 and its zero point 0.
void tanh(const Operation& o) { saturating(o, hyperbolic_tangent, 7, 0); }

}  // namespace ocellus::textbook
