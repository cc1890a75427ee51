#include "tools/ocellus/graph/graph.hpp"

namespace ocellus::tools {
namespace {

template <typename... Functions>
struct Overloaded : Functions... {
  using Functions::operator()...;
};
template <typename... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;

std::string_view activation_name(Activation activation) {
  switch (activation) {
    case Activation::kNone:
      break;
    case Activation::kRelu:
      return "RELU";
    case Activation::kReluN1To1:
      return "RELU_N1_TO_1";
    case Activation::kRelu6:
      return "RELU6";
  }
  return "NONE";
}

}  // namespace

std::size_t bytes_per_element(DataType type) {
  switch (type) {
    case DataType::kInt8:
    case DataType::kUint8:
    case DataType::kBool:
      return 1;
    case DataType::kFloat16:
    case DataType::kInt16:
      return 2;
    case DataType::kFloat32:
    case DataType::kInt32:
      return 4;
    case DataType::kInt64:
      return 8;
  }
  return 0;
}

std::string_view name(DataType type) {
  switch (type) {
    case DataType::kFloat32:
      return "float32";
    case DataType::kFloat16:
      return "float16";
    case DataType::kInt8:
      return "int8";
    case DataType::kUint8:
      return "uint8";
    case DataType::kInt16:
      return "int16";
    case DataType::kInt32:
      return "int32";
    case DataType::kInt64:
      return "int64";
    case DataType::kBool:
      return "bool";
  }
  return "?";
}

std::size_t Tensor::elements() const {
  std::size_t count = 1;
  for (const std::int32_t dimension : shape) count *= static_cast<std::size_t>(dimension);
  return count;
}

std::string_view name(const Operator& op) {
  return std::visit(
      Overloaded{
          [](const Conv2dAttributes&) -> std::string_view { return "CONV_2D"; },
          [](const DepthwiseConv2dAttributes&) -> std::string_view { return "DEPTHWISE_CONV_2D"; },
          [](const AddAttributes&) -> std::string_view { return "ADD"; },
          [](const ReshapeAttributes&) -> std::string_view { return "RESHAPE"; },
          [](const ConcatenationAttributes&) -> std::string_view { return "CONCATENATION"; },
          [](const PadAttributes&) -> std::string_view { return "PAD"; },
          [](const ActivationAttributes& attributes) {
            return activation_name(attributes.activation);
          }},
      op.attributes);
}

bool Graph::is_float() const {
  return !inputs.empty() && tensor(inputs.front()).type == DataType::kFloat32;
}

std::uint64_t Graph::macs() const {
  std::uint64_t sum = 0;
  for (const Operator& op : operators) {
    // Each output element of a convolution sums one filter: OHWI has O of them, and so has 1HWC.
    const auto filter_size = [&](std::size_t count_axis) {
      const Tensor& filter = tensor(op.inputs[1]);
      return filter.elements() / static_cast<std::size_t>(filter.shape[count_axis]);
    };
    if (std::holds_alternative<Conv2dAttributes>(op.attributes)) {
      sum += tensor(op.outputs[0]).elements() * filter_size(0);
    } else if (std::holds_alternative<DepthwiseConv2dAttributes>(op.attributes)) {
      sum += tensor(op.outputs[0]).elements() * filter_size(3);
    }
  }
  return sum;
}

}  // namespace ocellus::tools
