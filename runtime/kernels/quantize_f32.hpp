// QUANTIZE of float32 to int8, and DEQUANTIZE of int8 and uint8 to float32.
#pragma once

#include <bit>
#include <cstdint>

#include "runtime/kernels/operands.hpp"

namespace ocellus::kernels {

// Input: `size` floats. Output: as many int8, q = round(x / scale) + zero_point, halves away from
// zero, the quotient a float; saturated, NaN to -128.
struct Quantize {
  std::uint32_t size = 0;
  std::uint32_t scale_bits = 0;  // of a float
  std::int32_t zero_point = 0;

  bool operator==(const Quantize&) const = default;
};

// Input: `size` int8, or uint8 where is_unsigned is 1. Output: as many floats.
struct Dequantize {
  std::uint32_t size = 0;
  std::uint32_t scale_bits = 0;
  std::int32_t zero_point = 0;
  std::uint8_t is_unsigned = 0;

  bool operator==(const Dequantize&) const = default;
};

[[gnu::always_inline]] inline void run(const Quantize& op, const Operands& at) {
  constexpr float kFar = 1000;  // beyond both ends of int8, whatever the zero point
  const float scale = std::bit_cast<float>(op.scale_bits);
  const auto* const input = reinterpret_cast<const float*>(at.inputs[0]);
  std::int8_t* const output = at.output(0);
  for (std::uint32_t i = 0; i < op.size; ++i) {
    float steps = input[i] / scale;
    steps = steps > -kFar ? steps : -kFar;  // also for NaN
    steps = steps < kFar ? steps : kFar;
    const auto whole = static_cast<std::int32_t>(steps);
    const float rest = steps - static_cast<float>(whole);  // exact
    const std::int32_t q = whole + (rest >= 0.5F ? 1 : 0) - (rest <= -0.5F ? 1 : 0) + op.zero_point;
    output[i] = static_cast<std::int8_t>(q < -128 ? -128 : q > 127 ? 127 : q);
  }
}

[[gnu::always_inline]] inline void run(const Dequantize& op, const Operands& at) {
  const auto scale = static_cast<double>(std::bit_cast<float>(op.scale_bits));
  const auto* const input = reinterpret_cast<const std::uint8_t*>(at.inputs[0]);
  auto* const output = reinterpret_cast<float*>(at.outputs[0]);
  for (std::uint32_t i = 0; i < op.size; ++i) {
    const std::int32_t q =
        op.is_unsigned != 0 ? std::int32_t{input[i]} : static_cast<std::int8_t>(input[i]);
    output[i] = static_cast<float>(scale * (q - op.zero_point));
  }
}

}  // namespace ocellus::kernels
