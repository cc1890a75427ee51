// For tests and measurements: layers with random parameters that behave like trained ones, that is,
// whose outputs spread over int8 without all of them saturating.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "runtime/kernels/kernel_set.hpp"

namespace ocellus::kernels {

// The decomposition that .tflite readers make of a positive real factor.
inline Multiplier multiplier_of(double factor) {
  int exponent = 0;
  const double fraction = std::frexp(factor, &exponent);
  std::int64_t q = std::llround(fraction * 2147483648.0);
  if (q == std::int64_t{1} << 31) {
    q /= 2;
    ++exponent;
  }
  return exponent < -31 ? Multiplier{} : Multiplier{static_cast<std::int32_t>(q), exponent};
}

struct RandomLayer {
  std::vector<std::int8_t> filter;
  std::vector<std::int32_t> bias;
  std::vector<Multiplier> multipliers;
  std::vector<std::int8_t> input;

  ConvParameters parameters() const { return {filter, bias, multipliers}; }
};

template <typename Op>
RandomLayer random_layer(const Op& op, std::uint32_t seed) {
  std::mt19937 random(seed);
  const auto byte = [&] { return static_cast<std::int8_t>(random()); };
  const auto taps = static_cast<std::size_t>(op.window.height * op.window.width);
  const auto outputs = static_cast<std::size_t>(op.output.channels);
  std::size_t depth = taps;
  if constexpr (requires { op.multiplier(); }) {
  } else {
    depth *= static_cast<std::size_t>(op.input.channels);
  }
  RandomLayer layer;
  layer.filter.resize(depth * outputs);
  // Converters write no weight of -128, and kernels may be faster for it.
  std::generate(layer.filter.begin(), layer.filter.end(),
                [&] { return std::max(byte(), std::int8_t{-127}); });
  layer.input.resize(op.input.bytes());
  std::generate(layer.input.begin(), layer.input.end(), byte);
  layer.bias.resize(outputs);
  layer.multipliers.resize(outputs);
  const double spread = std::sqrt(static_cast<double>(depth)) * 74.0 * 90.0;
  std::uniform_real_distribution<double> unit(0.0, 1.0);
  for (std::size_t o = 0; o < outputs; ++o) {
    const double width = spread * (0.5 + unit(random));
    layer.bias[o] = static_cast<std::int32_t>((unit(random) - 0.5) * width);
    layer.multipliers[o] = multiplier_of(100.0 / width);
  }
  return layer;
}

}  // namespace ocellus::kernels
