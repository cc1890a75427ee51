// From a 32-bit sum to an int8 of the output's scale: the definition that the vector kernels equal.
#pragma once

#include <cstdint>

#include "runtime/fixed_point.hpp"
#include "runtime/kernels/operators.hpp"

namespace ocellus::kernels {

// Always inlined for the reason that fixed_point.hpp gives.
[[gnu::always_inline]] inline std::int8_t requantize_integer(std::int32_t sum, Multiplier factor,
                                                             const Output& output) {
  return offset_and_clamp(multiply_by_quantized_multiplier(sum, factor.multiplier, factor.shift),
                          output.zero_point, output.low, output.high);
}

}  // namespace ocellus::kernels
