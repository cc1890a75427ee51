// What lowering asks of the tensors that flow between operators.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tools/ocellus/graph/graph.hpp"

namespace ocellus::tools::lowering {

// Why one operator cannot be lowered, after "operator 3 (ADD): "; empty when it can.
using Reason = std::string;

// Refuses anything but an int8 activation with one positive scale and one int8 zero point.
Reason check_activation(const Tensor& tensor);

// The same, and it has the four dimensions batches, height, width, channels.
Reason check_image(const Tensor& tensor);

// The same for int8 and uint8, whose zero point is a uint8.
Reason check_quantized(const Tensor& tensor);

// As check_activation, but constants are welcome too.
Reason check_operand(const Tensor& tensor);

// Refuses anything but a float32 activation.
Reason check_float(const Tensor& tensor);

// Of a tensor that check_activation or check_quantized accepts.
float scale(const Tensor& tensor);
std::int32_t zero_point(const Tensor& tensor);

// For messages: "1x19x19x96", and the tensor's name in quotes.
std::string text(const std::vector<std::int32_t>& shape);
std::string quoted(const Tensor& tensor);

}  // namespace ocellus::tools::lowering
