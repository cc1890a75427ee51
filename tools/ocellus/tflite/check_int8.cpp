#include "tools/ocellus/tflite/check_int8.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

namespace ocellus::tools {
namespace {

constexpr std::int64_t kLowest = std::numeric_limits<std::int32_t>::min();
constexpr std::int64_t kHighest = std::numeric_limits<std::int32_t>::max();

// The range of every partial sum of one output channel, whatever the input holds and in whatever
// order the products and the bias are added.
struct Sums {
  std::int64_t lowest = 0;
  std::int64_t highest = 0;
};

std::vector<Sums> sums_of_products(const Tensor& filter, std::size_t axis,
                                   std::int32_t input_zero_point) {
  // Padding holds the zero point, whose product is 0: inside these bounds too.
  const std::int64_t low = -128 - input_zero_point, high = 127 - input_zero_point;
  const auto channels = static_cast<std::size_t>(filter.shape[axis]);
  // OHWI holds a channel's weights together, 1HWC interleaves the channels.
  const std::size_t run = axis == 0 ? filter.elements() / channels : 1;
  std::vector<Sums> sums(channels);
  for (std::size_t i = 0; i < filter.data.size(); ++i) {
    const std::int64_t weight = static_cast<std::int8_t>(filter.data[i]);
    Sums& sum = sums[i / run % channels];
    sum.lowest += std::min(weight * low, weight * high);
    sum.highest += std::max(weight * low, weight * high);
  }
  return sums;
}

// Whether sums in this range survive a multiplication by `factor` in 32-bit fixed point, which
// shifts left first when the factor is 1 or more.
bool survives(Sums sums, double factor) {
  if (!std::isfinite(factor)) return false;
  int exponent = 0;
  std::frexp(factor * (1 + 0x1p-31), &exponent);  // the multiplier's 31 bits are rounded
  if (exponent <= 0) return true;
  if (exponent > 30) return false;
  return (sums.lowest << exponent) >= kLowest && (sums.highest << exponent) <= kHighest;
}

}  // namespace

Refusal check_int8_convolution(const Tensor& input, const Tensor& filter, std::size_t outputs_axis,
                               const Tensor* bias, const Tensor& output) {
  const Quantization& weights = filter.quantization;
  const auto channels = static_cast<std::size_t>(filter.shape[outputs_axis]);
  const bool one_scale = weights.per_tensor();
  if (!one_scale && (weights.scales.size() != channels ||
                     weights.axis != static_cast<std::int32_t>(outputs_axis))) {
    return "its filter has " + std::to_string(weights.scales.size()) + " scales along axis " +
           std::to_string(weights.axis) + ", one for each of its " + std::to_string(channels) +
           " output channels is expected";
  }
  if (std::any_of(weights.zero_points.begin(), weights.zero_points.end(),
                  [](std::int32_t zero_point) { return zero_point != 0; })) {
    return "its filter has a zero point other than 0";
  }
  if (bias != nullptr && !bias->quantization.empty() && !bias->quantization.per_tensor() &&
      bias->quantization.scales.size() != channels) {
    return "its bias has " + std::to_string(bias->quantization.scales.size()) + " scales";
  }

  const double input_scale = input.quantization.scales[0];
  const double output_scale = output.quantization.scales[0];
  const std::vector<Sums> products =
      sums_of_products(filter, outputs_axis, input.quantization.zero_points[0]);
  for (std::size_t c = 0; c < channels; ++c) {
    const double product_scale = input_scale * weights.scales[one_scale ? 0 : c];
    Sums sums = products[c];
    if (bias != nullptr) {
      const Quantization& quantization = bias->quantization;
      // The tolerance is TensorFlow Lite's own.
      if (!quantization.empty()) {
        const double scale = quantization.scales[quantization.per_tensor() ? 0 : c];
        if (std::abs(product_scale - scale) > 0.02 * output_scale) {
          return "the scale of its bias is not its input's times its filter's, in channel " +
                 std::to_string(c);
        }
      }
      std::int32_t value = 0;
      std::memcpy(&value, bias->data.data() + c * sizeof value, sizeof value);
      sums.lowest += std::min(value, 0);
      sums.highest += std::max(value, 0);
    }
    if (sums.lowest < kLowest || sums.highest > kHighest ||
        !survives(sums, product_scale / output_scale)) {
      return "the 32-bit sum of its channel " + std::to_string(c) +
             " can overflow; the scale of its weights is too small for its bias";
    }
  }
  return {};
}

Refusal check_int8_add(const Tensor& first, const Tensor& second, const Tensor& output) {
  const double wider = std::max(first.quantization.scales[0], second.quantization.scales[0]);
  if (2 * wider >= std::ldexp(static_cast<double>(output.quantization.scales[0]), 20)) {
    return "its output's scale is too small for its inputs'";
  }
  return {};
}

Refusal check_int8_factor(std::int64_t reach, double factor) {
  if (survives({-reach, reach}, factor)) return {};
  return "its output's scale is too small for its input's";
}

Refusal check_int8_rescale(const Tensor& input, const Tensor& output) {
  return check_int8_factor(
      255, static_cast<double>(input.quantization.scales[0]) / output.quantization.scales[0]);
}

}  // namespace ocellus::tools
