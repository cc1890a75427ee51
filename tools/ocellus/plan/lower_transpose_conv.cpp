#include "tools/ocellus/plan/lower_transpose_conv.hpp"

#include <cstddef>
#include <cstdint>

#include "tools/ocellus/plan/fixed_point.hpp"
#include "tools/ocellus/plan/weights.hpp"

namespace ocellus::tools::lowering {

Reason lower(Lowering& lowering, const TransposeConvAttributes& attributes) {
  const Operator& op = lowering.op;
  if (op.inputs.size() < 2 || op.outputs.size() != 1) return "it needs an input and a filter";
  const Tensor& input = lowering.input(0);
  const Tensor& filter = lowering.input(1);
  const Tensor& output = lowering.output();
  for (const Tensor* tensor : {&input, &output}) {
    if (Reason reason = check_image(*tensor); !reason.empty()) return reason;
  }
  if (!filter.constant() || filter.type != DataType::kInt8 || filter.shape.size() != 4) {
    return "its filter must be a constant int8 tensor with 4 dimensions";
  }
  if (input.shape[0] != output.shape[0] || filter.shape[0] != output.shape[3] ||
      filter.shape[3] != input.shape[3]) {
    return "its filter " + text(filter.shape) + " does not lead from " + text(input.shape) +
           " to " + text(output.shape);
  }
  if (attributes.stride_y < 1 || attributes.stride_x < 1 || attributes.padding.top < 0 ||
      attributes.padding.left < 0) {
    return "its strides must be at least 1, its padding at least 0";
  }
  const auto quantized = quantized_output(attributes.activation, scale(output), zero_point(output));
  if (!quantized) return "no int8 value of its output lies inside its activation's range";
  Weights weights;
  if (Reason reason = read_weights(lowering.graph, op, 0, ScaleProduct::kDouble, weights);
      !reason.empty()) {
    return reason;
  }
  const kernels::TransposeConv convolution = {
      .input = {input.shape[1], input.shape[2], input.shape[3]},
      .output = {output.shape[1], output.shape[2], output.shape[3]},
      .window = {.height = filter.shape[1],
                 .width = filter.shape[2],
                 .stride_y = attributes.stride_y,
                 .stride_x = attributes.stride_x,
                 .pad_top = attributes.padding.top,
                 .pad_left = attributes.padding.left},
      .input_zero_point = zero_point(input),
      .quantized = *quantized};
  const auto batches = static_cast<std::size_t>(output.shape[0]);
  const std::size_t pixels = input.elements() / batches / static_cast<std::size_t>(input.shape[3]);
  for (std::size_t batch = 0; batch < batches; ++batch) {
    Draft& draft = lowering.add(convolution);
    draft.inputs = {one_batch(lowering.graph, op.inputs[0], batch)};
    draft.outputs = {one_batch(lowering.graph, op.outputs[0], batch)};
    draft.tables = tables(weights);
    draft.macs = pixels * filter.elements();
  }
  return {};
}

}  // namespace ocellus::tools::lowering
