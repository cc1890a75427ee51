// What the packing code of several ISAs shares: reading a filter channel by channel, and writing
// the requantization parameters in the order that requantize__ISA.hpp reads them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>

#include "runtime/kernels/kernel_set.hpp"
#include "runtime/kernels/requantize_float.hpp"

namespace ocellus::kernels {

// Where the taps of one output channel lie in the unpacked filter.
struct Taps {
  const std::int8_t* first;
  std::int32_t count;
  std::ptrdiff_t stride;

  std::int8_t operator[](std::int32_t index) const { return first[index * stride]; }
};

inline Taps taps_of(const Conv2d& op, const ConvParameters& parameters, std::int32_t channel) {
  const std::int32_t depth = op.window.height * op.window.width * op.input.channels;
  return {parameters.filter.data() + static_cast<std::ptrdiff_t>(channel) * depth, depth, 1};
}

inline Taps taps_of(const DepthwiseConv2d& op, const ConvParameters& parameters,
                    std::int32_t channel) {
  return {parameters.filter.data() + channel, op.window.height * op.window.width,
          op.output.channels};
}

inline std::int32_t bias_of(const ConvParameters& parameters, std::int32_t channel) {
  return parameters.bias.empty() ? 0 : parameters.bias[static_cast<std::size_t>(channel)];
}

// bias - zero_point * sum of weights, modulo 2^32: for kernels that multiply what they read as it
// is.
inline std::int32_t bias_for(const Taps& taps, std::int32_t zero_point, std::int32_t bias) {
  std::uint32_t sum = 0;
  for (std::int32_t t = 0; t < taps.count; ++t) {
    sum += static_cast<std::uint32_t>(taps[t]);
  }
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(bias) -
                                   static_cast<std::uint32_t>(zero_point) * sum);
}

inline Multiplier multiplier_of(const ConvParameters& parameters, std::int32_t channel) {
  return parameters.multipliers[static_cast<std::size_t>(channel)];
}

template <typename Op>
std::optional<FloatFactor> float_factor_of(const Op& op, const ConvParameters& parameters,
                                           std::int32_t channel) {
  const Taps taps = taps_of(op, parameters, channel);
  return find_float_factor(multiplier_of(parameters, channel), op.quantized,
                           accumulator_range(taps.first, taps.count, taps.stride,
                                             op.input_zero_point, bias_of(parameters, channel)));
}

// kFloat when it is proved for every channel.
template <typename Op>
Requantize choose_float(const Op& op, const ConvParameters& parameters) {
  for (std::int32_t channel = 0; channel < op.output.channels; ++channel) {
    if (!float_factor_of(op, parameters, channel)) {
      return Requantize::kInteger;
    }
  }
  return Requantize::kFloat;
}

template <typename T>
void put(std::byte* to, std::int32_t lane, T value) {
  static_assert(sizeof(T) == 4);
  std::memcpy(to + 4 * lane, &value, 4);
}

// One channel's lane of the vectors a, b, c, d, each `vector_bytes` long.
template <typename Op>
void put_requantizer(const Op& op, const ConvParameters& parameters, std::int32_t channel,
                     std::byte* vectors, std::ptrdiff_t vector_bytes, std::int32_t lane) {
  if (op.requantize == Requantize::kFloat) {
    const FloatFactor f = float_factor_of(op, parameters, channel).value_or(FloatFactor{});
    put(vectors, lane, f.a);
    put(vectors + vector_bytes, lane, f.b);
    put(vectors + 2 * vector_bytes, lane, f.c);
    put(vectors + 3 * vector_bytes, lane, f.c_negative);
  } else {
    const Multiplier factor = multiplier_of(parameters, channel);
    put(vectors, lane, factor.multiplier);
    put(vectors + vector_bytes, lane, factor.shift > 0 ? factor.shift : 0);
    put(vectors + 2 * vector_bytes, lane, factor.shift > 0 ? 0 : -factor.shift);
    put(vectors + 3 * vector_bytes, lane, 0);
  }
}

}  // namespace ocellus::kernels
