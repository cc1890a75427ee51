#include "tools/ocellus/plan/lookup_tables.hpp"

#include <algorithm>
#include <cmath>

#include "runtime/fixed_point.hpp"
#include "runtime/fixed_point_functions.hpp"
#include "tools/ocellus/plan/fixed_point.hpp"

namespace ocellus::tools {
namespace {

// `function` of every value of the input, which gives the value of the output.
template <typename Function>
LookupTable tabulate(const Codes& from, Function function) {
  LookupTable table;
  for (std::int32_t byte = 0; byte < 256; ++byte) {
    const std::int32_t q = from.is_unsigned ? byte : static_cast<std::int8_t>(byte);
    table[static_cast<std::size_t>(byte)] = static_cast<std::byte>(function(q));
  }
  return table;
}

std::int32_t multiply(std::int32_t x, const kernels::Multiplier& m) {
  return multiply_by_quantized_multiplier(x, m.multiplier, m.shift);
}

// The factor in float, as the references of the activation functions have it.
kernels::Multiplier float_ratio(const Codes& from, const Codes& to) {
  return quantize_multiplier(static_cast<double>(from.scale / to.scale));
}

LookupTable rectifier_table(const Codes& from, const Codes& to, Activation kind) {
  const kernels::Multiplier ratio = float_ratio(from, to);
  // Never empty: the zero point lies inside the clamp.
  const kernels::Output out = *quantized_output(kind, to.scale, to.zero_point);
  return tabulate(from, [&](std::int32_t q) {
    return offset_and_clamp(multiply(q - from.zero_point, ratio), out.zero_point, out.low,
                            out.high);
  });
}

// HARD_SWISH's 16-bit arithmetic. ---------------------------------------------------------------

// A multiplier with 15 bits behind the point.
std::int32_t narrow(std::int32_t multiplier) {
  constexpr std::int32_t kRound = 1 << 15;
  if (multiplier >= kFixedPointOne - kRound) return 32767;
  return (multiplier + kRound) >> 16;
}

std::int32_t saturate16(std::int64_t x) {
  return static_cast<std::int32_t>(std::clamp<std::int64_t>(x, -32768, 32767));
}

// round(a * b / 2^15) of 16-bit numbers.
std::int32_t high_mul16(std::int32_t a, std::int32_t b) {
  if (a == -32768 && b == -32768) return 32767;
  return (a * b + (1 << 14)) >> 15;
}

kernels::Multiplier hard_swish_output(const Codes& from, const Codes& to) {
  const float fine = (1.0F / 128.0F) * from.scale;
  return quantize_multiplier(static_cast<double>(fine / to.scale));
}

kernels::Multiplier hard_swish_relu(const Codes& from) {
  const float fine = (1.0F / 128.0F) * from.scale;
  return quantize_multiplier(static_cast<double>(fine / (3.0F / 32768.0F)));
}

// LOGISTIC and TANH. ----------------------------------------------------------------------------

// `function`, a number of Q0.31, of the real value in Q4.27; beyond +-16 the table ends.
template <typename Function>
LookupTable sigmoid_table(const Codes& from, Function function) {
  constexpr double kUnit = 134217728.0;  // 2^27
  const kernels::Multiplier m = quantize_multiplier(static_cast<double>(from.scale) * kUnit);
  const double radius = std::floor(15.0 * kUnit / std::ldexp(1.0, m.shift));
  return tabulate(from, [&](std::int32_t q) {
    const std::int32_t steps = q - from.zero_point;
    if (steps <= -radius) return kLowestInt8;
    if (steps >= radius) return kHighestInt8;
    return std::clamp(function(multiply(steps, m)), kLowestInt8, kHighestInt8);
  });
}

}  // namespace

bool rescales(const Codes& from, const Codes& to, float factor) {
  const double ratio = static_cast<double>(from.scale * std::abs(factor) / to.scale);
  return std::isfinite(ratio) && fits(255, quantize_multiplier(ratio));
}

LookupTable requantize_table(const Codes& from, const Codes& to) {
  const kernels::Multiplier ratio =
      quantize_multiplier(static_cast<double>(from.scale) / static_cast<double>(to.scale));
  const std::int32_t low = to.is_unsigned ? 0 : kLowestInt8;
  return tabulate(from, [&](std::int32_t q) {
    const std::int64_t moved = std::int64_t{multiply(q - from.zero_point, ratio)} + to.zero_point;
    return std::clamp<std::int64_t>(moved, low, low + 255);
  });
}

LookupTable relu_table(const Codes& from, const Codes& to) {
  return rectifier_table(from, to, Activation::kRelu);
}

LookupTable relu_n1_to_1_table(const Codes& from, const Codes& to) {
  return rectifier_table(from, to, Activation::kReluN1To1);
}

LookupTable leaky_relu_table(const Codes& from, const Codes& to, float alpha) {
  const kernels::Multiplier ratio = float_ratio(from, to);
  const float slope = from.scale * alpha / to.scale;
  const kernels::Multiplier below = quantize_multiplier(std::abs(static_cast<double>(slope)));
  return tabulate(from, [&](std::int32_t q) {
    const std::int32_t steps = q - from.zero_point;
    std::int32_t moved = multiply(steps, steps >= 0 ? ratio : below);
    if (steps < 0 && slope < 0) moved = -moved;
    return offset_and_clamp(moved, to.zero_point, kLowestInt8, kHighestInt8);
  });
}

LookupTable relu6_table(const Codes& from) {
  const kernels::Output out = *quantized_output(Activation::kRelu6, from.scale, from.zero_point);
  return tabulate(from, [&](std::int32_t q) { return std::clamp(q, out.low, out.high); });
}

bool hard_swish_fits(const Codes& from, const Codes& to) {
  return std::isfinite(from.scale / to.scale) && hard_swish_output(from, to).shift <= 0 &&
         hard_swish_relu(from).shift <= 31;
}

LookupTable hard_swish_table(const Codes& from, const Codes& to) {
  const kernels::Multiplier output = hard_swish_output(from, to);
  const kernels::Multiplier relu = hard_swish_relu(from);
  return tabulate(from, [&](std::int32_t q) {
    const std::int32_t fine = (q - from.zero_point) * 128;
    // (x / 3) clamped to -1..1, then (x + 3) / 6 with 15 bits behind the point.
    std::int32_t gate = fine;
    if (relu.shift > 0)
      gate = saturate16(std::int64_t{gate} * (std::int64_t{1} << (relu.shift - 1)));
    gate = high_mul16(gate, narrow(relu.multiplier));
    if (relu.shift > 0) gate = saturate16(std::int64_t{gate} * 2);
    if (relu.shift < 0) gate = rounding_divide_by_power_of_two(gate, -relu.shift);
    gate = (gate + 32768) >> 1;
    const std::int32_t scaled = high_mul16(fine, narrow(output.multiplier));
    const std::int32_t product = gate * scaled / 32768;  // towards zero: the one without rounding
    return offset_and_clamp(rounding_divide_by_power_of_two(product, -output.shift), to.zero_point,
                            kLowestInt8, kHighestInt8);
  });
}

LookupTable logistic_table(const Codes& from) {
  return sigmoid_table(from, [](std::int32_t x) {
    return rounding_divide_by_power_of_two(fixed_point_logistic(x), 23) - 128;
  });
}

LookupTable tanh_table(const Codes& from) {
  return sigmoid_table(from, [](std::int32_t x) {
    return rounding_divide_by_power_of_two(fixed_point_tanh(x), 24);
  });
}

}  // namespace ocellus::tools
