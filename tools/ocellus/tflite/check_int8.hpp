// Whether int8 arithmetic can run with the scales that a file gives, without any overflow.
#pragma once

#include <cstdint>

#include "tools/ocellus/graph/graph.hpp"
#include "tools/ocellus/tflite/tensors.hpp"

namespace ocellus::tools {

// Of convolutions and FULLY_CONNECTED. `outputs_axis` is the filter's axis that counts outputs;
// there must be one scale for each, or one for all. `bias` may be nullptr. Refuses asymmetric
// filters, a bias with another scale than its products, and any output whose 32-bit sum could
// overflow, before or after it is rescaled.
Refusal check_int8_convolution(const Tensor& input, const Tensor& filter, std::size_t outputs_axis,
                               const Tensor* bias, const Tensor& output);

// The sum of two inputs must not be finer than the output by a factor of 2^20: the headroom that
// the operator's definition leaves (kernels::Add::kLeftShift).
Refusal check_int8_add(const Tensor& first, const Tensor& second, const Tensor& output);

// A number between -reach and reach can be multiplied by `factor` in 32-bit fixed point.
Refusal check_int8_factor(std::int64_t reach, double factor);

// The ratio of the scales fits the fixed-point multiplier.
Refusal check_int8_rescale(const Tensor& input, const Tensor& output);

}  // namespace ocellus::tools
