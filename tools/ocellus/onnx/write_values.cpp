// Operators without weights that compute: element by element, and over windows.
#include "tools/ocellus/onnx/layout.hpp"
#include "tools/ocellus/onnx/write_operators.hpp"

namespace ocellus::tools {
namespace {

// An operand of an element-wise operator: an activation of full rank, or a constant of any.
std::optional<ValueName> operand(OnnxWriter& file, TensorId id, std::size_t rank) {
  const Tensor& tensor = file.graph().tensor(id);
  if (!tensor.constant()) {
    if (tensor.shape.size() != rank) return {};
    return file.real(id);
  }
  std::vector<std::int32_t> shape(rank - tensor.shape.size(), 1);
  shape.insert(shape.end(), tensor.shape.begin(), tensor.shape.end());
  std::vector<std::byte> data = tensor.data;
  if (rank == 4) data = transposed(data, 1, shape, kPictureToOnnx);
  for (std::byte& value : data) value ^= std::byte{0x80};  // int8 to uint8
  return file.dequantized(file.constant(onnx::Tensor::UINT8, by_onnx_axis(shape), data), id);
}

std::string_view onnx_name(Arithmetic kind) {
  switch (kind) {
    case Arithmetic::kAdd:
      return "Add";
    case Arithmetic::kSub:
      return "Sub";
    case Arithmetic::kMul:
      return "Mul";
    case Arithmetic::kMaximum:
    case Arithmetic::kMinimum:
      break;
  }
  return {};
}

std::optional<Activation> clamp(Unary kind) {
  switch (kind) {
    case Unary::kRelu:
      return Activation::kRelu;
    case Unary::kRelu6:
      return Activation::kRelu6;
    case Unary::kReluN1To1:
      return Activation::kReluN1To1;
    default:
      return {};
  }
}

ValueName computed(OnnxWriter& file, const ValueName& real, const UnaryAttributes& attributes) {
  switch (attributes.kind) {
    case Unary::kLogistic:
      return file.node("Sigmoid", {real});
    case Unary::kTanh:
      return file.node("Tanh", {real});
    case Unary::kHardSwish:
      return file.node("HardSwish", {real});
    case Unary::kLeakyRelu:
      return file.node("LeakyRelu", {real}, {{"alpha", attributes.alpha}});
    default:
      return real;
  }
}

}  // namespace

OnnxRefusal write(OnnxWriter& file, const Operator& op, const ArithmeticAttributes& attributes) {
  const TensorId to = op.outputs[0];
  const std::string_view type = onnx_name(attributes.kind);
  if (type.empty()) return "it compares bytes, whatever their scales";
  const std::size_t rank = file.graph().tensor(to).shape.size();
  const auto first = operand(file, op.inputs[0], rank);
  const auto second = operand(file, op.inputs[1], rank);
  if (!first || !second) return "its inputs have different ranks";
  const ValueName made = file.node(type, {*first, *second});
  file.set(to, file.quantized(made, to, attributes.activation));
  return {};
}

OnnxRefusal write(OnnxWriter& file, const Operator& op, const UnaryAttributes& attributes) {
  const TensorId from = op.inputs[0], to = op.outputs[0];
  const std::optional<Activation> bounds = clamp(attributes.kind);
  if (bounds && file.graph().tensor(from).quantization == file.graph().tensor(to).quantization) {
    file.set(to, file.clipped(file.bytes_of(from), to, *bounds));
    return {};
  }
  const ValueName made = computed(file, file.real(from), attributes);
  file.set(to, file.quantized(made, to, bounds.value_or(Activation::kNone)));
  return {};
}

OnnxRefusal write(OnnxWriter& file, const Operator& op, const SoftmaxAttributes& attributes) {
  const TensorId from = op.inputs[0], to = op.outputs[0];
  if (attributes.beta != 1) return "its beta is not 1";
  const std::size_t rank = file.graph().tensor(from).shape.size();
  const auto axis = static_cast<std::int64_t>(onnx_axis(rank, rank - 1));
  const ValueName made = file.node("Softmax", {file.real(from)}, {{"axis", axis}});
  file.set(to, file.quantized(made, to, Activation::kNone));
  return {};
}

OnnxRefusal write(OnnxWriter& file, const Operator& op, const PoolAttributes& attributes) {
  const TensorId from = op.inputs[0], to = op.outputs[0];
  const std::vector<std::int32_t>& shape = file.graph().tensor(from).shape;
  const Padding& padding = attributes.padding;
  const bool whole = attributes.height == shape[1] && attributes.width == shape[2] &&
                     padding == Padding{} && file.graph().tensor(to).shape[1] == 1 &&
                     file.graph().tensor(to).shape[2] == 1;
  if (attributes.kind == Pooling::kAverage && whole) {
    const ValueName made = file.node("GlobalAveragePool", {file.real(from)});
    file.set(to, file.quantized(made, to, attributes.activation));
    return {};
  }
  const std::initializer_list<OnnxAttribute> window = {
      {"kernel_shape", std::vector<std::int64_t>{attributes.height, attributes.width}},
      {"strides", std::vector<std::int64_t>{attributes.stride_y, attributes.stride_x}},
      {"pads",
       std::vector<std::int64_t>{padding.top, padding.left, padding.bottom, padding.right}}};
  if (attributes.kind == Pooling::kAverage) {
    const ValueName made = file.node("AveragePool", {file.real(from)}, window);
    file.set(to, file.quantized(made, to, attributes.activation));
  } else {
    const ValueName made = file.node("MaxPool", {file.bytes_of(from)}, window);
    file.set(to, file.clipped(made, to, attributes.activation));
  }
  return {};
}

OnnxRefusal write(OnnxWriter& file, const Operator& op, const ReduceAttributes& attributes) {
  const TensorId from = op.inputs[0], to = op.outputs[0];
  const Tensor& output = file.graph().tensor(to);
  const bool picture = file.graph().tensor(from).shape.size() == 4 &&
                       attributes.axes == std::vector<std::int32_t>{1, 2};
  if (attributes.kind != Reduction::kMean || !picture) {
    return "only the mean of pictures' rows and columns is exported";
  }
  const ValueName made =
      file.quantized(file.node("GlobalAveragePool", {file.real(from)}), to, Activation::kNone);
  const bool kept = output.shape.size() == 4;
  file.set(to, kept ? made
                    : file.reshaped(file.transposed(made, kPictureFromOnnx),
                                    by_onnx_axis(output.shape)));
  return {};
}

}  // namespace ocellus::tools
