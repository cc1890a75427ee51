#include "tools/ocellus/plan/fixed_point.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ocellus::tools {
namespace {

// A real bound in quantized units, cut to what cannot matter any more.
std::int32_t quantize(float bound, float scale, std::int32_t zero_point) {
  const float steps = std::round(bound / scale);
  constexpr float kFar = 1e6F;
  return zero_point + static_cast<std::int32_t>(std::clamp(steps, -kFar, kFar));
}

}  // namespace

kernels::Multiplier quantize_multiplier(double factor) {
  if (factor == 0.0) return {};
  int shift = 0;
  const double mantissa = std::frexp(factor, &shift);  // in [0.5, 1)
  auto fixed = static_cast<std::int64_t>(std::round(mantissa * 2147483648.0));
  if (fixed == std::int64_t{1} << 31) {
    fixed /= 2;
    ++shift;
  }
  if (shift < -31) return {};
  return {.multiplier = static_cast<std::int32_t>(fixed), .shift = shift};
}

bool fits(std::int64_t reach, const kernels::Multiplier& multiplier) {
  if (multiplier.shift > 30) return false;
  return (reach << std::max(multiplier.shift, 0)) <= std::numeric_limits<std::int32_t>::max();
}

double convolution_factor(float input_scale, float filter_scale, float output_scale) {
  return static_cast<double>(input_scale) * static_cast<double>(filter_scale) /
         static_cast<double>(output_scale);
}

double fully_connected_factor(float input_scale, float weights_scale, float output_scale) {
  const float product = input_scale * weights_scale;
  return static_cast<double>(product) / static_cast<double>(output_scale);
}

AddFactors add_factors(float first_scale, float second_scale, float output_scale) {
  const double twice_largest = 2.0 * static_cast<double>(std::max(first_scale, second_scale));
  return {
      .first = static_cast<double>(first_scale) / twice_largest,
      .second = static_cast<double>(second_scale) / twice_largest,
      .sum = twice_largest / ((1 << kernels::Add::kLeftShift) * static_cast<double>(output_scale)),
  };
}

AddFactors sub_factors(float first_scale, float second_scale, float output_scale) {
  const float twice_largest = 2.0F * std::max(first_scale, second_scale);
  const float unit = static_cast<float>(1 << kernels::Add::kLeftShift) * output_scale;
  return {
      .first = static_cast<double>(first_scale / twice_largest),
      .second = static_cast<double>(second_scale / twice_largest),
      .sum = static_cast<double>(twice_largest / unit),
  };
}

std::optional<kernels::Output> quantized_output(Activation activation, float scale,
                                                std::int32_t zero_point) {
  kernels::Output output{.zero_point = zero_point, .low = kLowestInt8, .high = kHighestInt8};
  switch (activation) {
    case Activation::kNone:
      break;
    case Activation::kRelu:
      output.low = std::max(kLowestInt8, quantize(0.0F, scale, zero_point));
      break;
    case Activation::kRelu6:
      output.low = std::max(kLowestInt8, quantize(0.0F, scale, zero_point));
      output.high = std::min(kHighestInt8, quantize(6.0F, scale, zero_point));
      break;
    case Activation::kReluN1To1:
      output.low = std::max(kLowestInt8, quantize(-1.0F, scale, zero_point));
      output.high = std::min(kHighestInt8, quantize(1.0F, scale, zero_point));
      break;
  }
  if (output.low > output.high) return std::nullopt;
  return output;
}

}  // namespace ocellus::tools
