// Operators with weights.
#include <cstring>

#include "tools/ocellus/onnx/layout.hpp"
#include "tools/ocellus/onnx/write_operators.hpp"

namespace ocellus::tools {
namespace {

// int8 weights as real numbers: outputs on the first axis, one scale for each of them or for all.
ValueName real_weights(OnnxWriter& file, const Quantization& quantization,
                       std::span<const std::int64_t> shape, std::span<const std::byte> data) {
  const std::vector<float>& scales = quantization.scales;
  const bool scalar = scales.size() == 1;
  const std::int64_t count[] = {static_cast<std::int64_t>(scales.size())};
  const std::vector<std::byte> zeros(scales.size());
  const ValueName weights = file.constant(onnx::Tensor::INT8, shape, data);
  const ValueName zero_points = file.constant(
      onnx::Tensor::INT8,
      scalar ? std::span<const std::int64_t>() : std::span<const std::int64_t>(count), zeros);
  return file.node("DequantizeLinear", {weights, file.floats(scales, scalar), zero_points},
                   {{"axis", std::int64_t{0}}});
}

// The int32 bias as real numbers: its scales are those of the products.
ValueName real_bias(OnnxWriter& file, const Tensor& input, const Tensor& filter,
                    const Tensor& bias) {
  std::vector<float> scales;
  for (const float scale : filter.quantization.scales) {
    scales.push_back(input.quantization.scales[0] * scale);
  }
  const bool scalar = scales.size() == 1;
  const std::int64_t shape[] = {static_cast<std::int64_t>(bias.elements())};
  const std::int64_t count[] = {static_cast<std::int64_t>(scales.size())};
  const std::vector<std::byte> zeros(scales.size() * sizeof(std::int32_t));
  const ValueName values = file.constant(onnx::Tensor::INT32, shape, bias.data);
  const ValueName zero_points = file.constant(
      onnx::Tensor::INT32,
      scalar ? std::span<const std::int64_t>() : std::span<const std::int64_t>(count), zeros);
  return file.node("DequantizeLinear", {values, file.floats(scales, scalar), zero_points},
                   {{"axis", std::int64_t{0}}});
}

// A bias that is left out stays so.
std::vector<ValueName> operands(OnnxWriter& file, const Operator& op, const ValueName& input,
                                const ValueName& weights) {
  std::vector<ValueName> made = {input, weights};
  if (op.inputs.size() > 2 && op.inputs[2] != kNoTensor) {
    const Graph& graph = file.graph();
    made.push_back(real_bias(file, graph.tensor(op.inputs[0]), graph.tensor(op.inputs[1]),
                             graph.tensor(op.inputs[2])));
  }
  return made;
}

// `permutation` brings the filter to OIHW.
template <typename Convolution>
void convolution(OnnxWriter& file, const Operator& op, const Convolution& convolution,
                 std::span<const std::int64_t> permutation, std::int64_t groups) {
  const Tensor& filter = file.graph().tensor(op.inputs[1]);
  std::vector<std::int64_t> shape;
  for (const std::int64_t axis : permutation) {
    shape.push_back(filter.shape[static_cast<std::size_t>(axis)]);
  }
  const ValueName weights = real_weights(file, filter.quantization, shape,
                                         transposed(filter.data, 1, filter.shape, permutation));
  const Padding& padding = convolution.padding;
  const OnnxAttribute attributes[] = {
      {"kernel_shape", std::vector{shape[2], shape[3]}},
      {"strides", std::vector<std::int64_t>{convolution.stride_y, convolution.stride_x}},
      {"dilations", std::vector<std::int64_t>{convolution.dilation_y, convolution.dilation_x}},
      {"pads", std::vector<std::int64_t>{padding.top, padding.left, padding.bottom, padding.right}},
      {"group", groups}};
  const ValueName sums =
      file.node("Conv", operands(file, op, file.real(op.inputs[0]), weights), attributes);
  file.set(op.outputs[0], file.quantized(sums, op.outputs[0], convolution.activation));
}

}  // namespace

OnnxRefusal write(OnnxWriter& file, const Operator& op, const Conv2dAttributes& attributes) {
  constexpr std::int64_t kFromOhwi[] = {0, 3, 1, 2};
  const std::int32_t channels = file.graph().tensor(op.inputs[0]).shape[3];
  convolution(file, op, attributes, kFromOhwi,
              channels / file.graph().tensor(op.inputs[1]).shape[3]);
  return {};
}

OnnxRefusal write(OnnxWriter& file, const Operator& op,
                  const DepthwiseConv2dAttributes& attributes) {
  // Output channel c reads input channel c / multiplier in both formats.
  constexpr std::int64_t kFrom1Hwc[] = {3, 0, 1, 2};
  convolution(file, op, attributes, kFrom1Hwc, file.graph().tensor(op.inputs[0]).shape[3]);
  return {};
}

OnnxRefusal write(OnnxWriter& file, const Operator& op,
                  const FullyConnectedAttributes& attributes) {
  const TensorId from = op.inputs[0], to = op.outputs[0];
  const Tensor& weights = file.graph().tensor(op.inputs[1]);
  const Tensor& input = file.graph().tensor(from);
  const Tensor& output = file.graph().tensor(to);
  const std::int64_t outputs = weights.shape[0], depth = weights.shape[1];
  const auto rows = static_cast<std::int64_t>(input.elements()) / depth;

  // What a RESHAPE would have made of it, where there is none.
  const bool flat = input.shape.size() == 2 && input.shape[1] == depth;
  const ValueName real =
      flat ? file.real(from)
           : file.dequantized(file.reshaped(file.in_file_order(from), {rows, depth}), from);
  const std::int64_t shape[] = {outputs, depth};
  const ValueName table = real_weights(file, weights.quantization, shape, weights.data);
  const OnnxAttribute by_rows[] = {{"transB", std::int64_t{1}}};
  ValueName made = file.quantized(file.node("Gemm", operands(file, op, real, table), by_rows), to,
                                  attributes.activation);
  if (output.shape.size() != 2) {
    made = file.reshaped(made, {output.shape.begin(), output.shape.end()});
  }
  file.set_in_file_order(to, std::move(made));
  return {};
}

}  // namespace ocellus::tools
