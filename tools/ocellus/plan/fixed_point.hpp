// Real scales turned into what int8 kernels take, by TensorFlow Lite's rules.
//
// The arithmetic here decides bits: a multiplier that is off by one in its 31st bit changes
// results. So the order of float and double operations follows TensorFlow Lite's int8
// specification exactly (scales are float in the file and are widened before they are combined).
#pragma once

#include <cstdint>
#include <optional>

#include "runtime/kernels/operators.hpp"
#include "tools/ocellus/graph/graph.hpp"

namespace ocellus::tools {

inline constexpr std::int32_t kLowestInt8 = -128;
inline constexpr std::int32_t kHighestInt8 = 127;

// The fixed-point form of `factor`, which is finite and not negative: its mantissa rounded to 31
// bits, halves away from zero. Factors under 2^-32 become 0, as in TensorFlow Lite.
kernels::Multiplier quantize_multiplier(double factor);

// Whether every whole number up to `reach` in magnitude can be multiplied in 32 bits: a factor of 1
// or more shifts left first.
bool fits(std::int64_t reach, const kernels::Multiplier& multiplier);

// One output channel's factor from accumulator to output: input * filter / output.
double convolution_factor(float input_scale, float filter_scale, float output_scale);

// The same of a FULLY_CONNECTED with one scale for all its weights: its product is rounded to
// float before it is divided.
double fully_connected_factor(float input_scale, float weights_scale, float output_scale);

// The three factors of ADD; see kernels::Add.
struct AddFactors {
  double first = 0, second = 0, sum = 0;
};
AddFactors add_factors(float first_scale, float second_scale, float output_scale);

// The same of SUB, which TensorFlow Lite combines in float.
AddFactors sub_factors(float first_scale, float second_scale, float output_scale);

// Zero point and clamp of an output with a fused activation. The bounds of the activation are
// quantized with a float division, as TensorFlow Lite does, and cut to int8: where a RELU6's zero
// point is not -128 the clamp lies inside the int8 range. Nothing when no int8 value satisfies the
// activation.
std::optional<kernels::Output> quantized_output(Activation activation, float scale,
                                                std::int32_t zero_point);

}  // namespace ocellus::tools
