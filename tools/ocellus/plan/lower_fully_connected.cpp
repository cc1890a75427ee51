#include "tools/ocellus/plan/lower_fully_connected.hpp"

#include <cstddef>
#include <utility>

#include "tools/ocellus/plan/fixed_point.hpp"
#include "tools/ocellus/plan/weights.hpp"

namespace ocellus::tools::lowering {

Reason lower(Lowering& lowering, const FullyConnectedAttributes& attributes) {
  const Operator& op = lowering.op;
  if (op.inputs.size() < 2 || op.outputs.size() != 1) return "it needs an input and weights";
  const Tensor& input = lowering.input(0);
  const Tensor& filter = lowering.input(1);
  const Tensor& output = lowering.output();
  for (const Tensor* tensor : {&input, &output}) {
    if (Reason reason = check_activation(*tensor); !reason.empty()) return reason;
  }
  if (!filter.constant() || filter.type != DataType::kInt8 || filter.shape.size() != 2) {
    return "its weights must be a constant int8 tensor with 2 dimensions";
  }
  const std::int32_t channels = filter.shape[0];
  const std::int32_t depth = filter.shape[1];
  const std::size_t rows = input.elements() / static_cast<std::size_t>(depth);
  if (rows * static_cast<std::size_t>(depth) != input.elements() ||
      rows * static_cast<std::size_t>(channels) != output.elements()) {
    return "its weights " + text(filter.shape) + " do not turn " + text(input.shape) + " into " +
           text(output.shape);
  }
  const auto quantized = quantized_output(attributes.activation, scale(output), zero_point(output));
  if (!quantized) return "no int8 value of its output lies inside its activation's range";
  Weights weights;
  if (Reason reason = read_weights(lowering.graph, op, 0, ScaleProduct::kFloat, weights);
      !reason.empty()) {
    return reason;
  }
  const auto width = static_cast<std::int32_t>(rows);
  Convolution<kernels::Conv2d> convolution;
  convolution.op.input = {1, width, depth};
  convolution.op.output = {1, width, channels};
  convolution.op.input_zero_point = zero_point(input);
  convolution.op.quantized = *quantized;
  convolution.filter = std::move(weights.filter);
  convolution.bias = std::move(weights.bias);
  convolution.multipliers = std::move(weights.multipliers);
  lowering.add(std::move(convolution)).macs = filter.elements() * rows;
  return {};
}

}  // namespace ocellus::tools::lowering
