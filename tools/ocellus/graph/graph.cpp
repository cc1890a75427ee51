#include "tools/ocellus/graph/graph.hpp"

#include <algorithm>

namespace ocellus::tools {
namespace {

template <typename... Functions>
struct Overloaded : Functions... {
  using Functions::operator()...;
};
template <typename... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;

std::string_view name_of(Arithmetic kind) {
  switch (kind) {
    case Arithmetic::kAdd:
      return "ADD";
    case Arithmetic::kSub:
      return "SUB";
    case Arithmetic::kMul:
      return "MUL";
    case Arithmetic::kMaximum:
      return "MAXIMUM";
    case Arithmetic::kMinimum:
      return "MINIMUM";
  }
  return "?";
}

std::string_view name_of(Unary kind) {
  switch (kind) {
    case Unary::kRelu:
      return "RELU";
    case Unary::kReluN1To1:
      return "RELU_N1_TO_1";
    case Unary::kRelu6:
      return "RELU6";
    case Unary::kHardSwish:
      return "HARD_SWISH";
    case Unary::kLogistic:
      return "LOGISTIC";
    case Unary::kTanh:
      return "TANH";
    case Unary::kLeakyRelu:
      return "LEAKY_RELU";
  }
  return "?";
}

std::string_view name_of(Reduction kind) {
  switch (kind) {
    case Reduction::kMean:
      return "MEAN";
    case Reduction::kSum:
      return "SUM";
    case Reduction::kMax:
      return "REDUCE_MAX";
  }
  return "?";
}

std::string_view name_of(PadMode mode) {
  switch (mode) {
    case PadMode::kZero:
      return "PAD";
    case PadMode::kValue:
      return "PADV2";
    case PadMode::kReflect:
    case PadMode::kSymmetric:
      return "MIRROR_PAD";
  }
  return "?";
}

using Name = std::string_view;

constexpr Overloaded kNameOf{
    [](const Conv2dAttributes&) -> Name { return "CONV_2D"; },
    [](const DepthwiseConv2dAttributes&) -> Name { return "DEPTHWISE_CONV_2D"; },
    [](const TransposeConvAttributes&) -> Name { return "TRANSPOSE_CONV"; },
    [](const FullyConnectedAttributes&) -> Name { return "FULLY_CONNECTED"; },
    [](const ArithmeticAttributes& a) { return name_of(a.kind); },
    [](const PreluAttributes&) -> Name { return "PRELU"; },
    [](const UnaryAttributes& a) { return name_of(a.kind); },
    [](const QuantizeAttributes&) -> Name { return "QUANTIZE"; },
    [](const DequantizeAttributes&) -> Name { return "DEQUANTIZE"; },
    [](const SoftmaxAttributes&) -> Name { return "SOFTMAX"; },
    [](const L2NormalizationAttributes&) -> Name { return "L2_NORMALIZATION"; },
    [](const PoolAttributes& a) -> Name {
      return a.kind == Pooling::kMax ? "MAX_POOL_2D" : "AVERAGE_POOL_2D";
    },
    [](const ReduceAttributes& a) { return name_of(a.kind); },
    [](const ArgMaxAttributes&) -> Name { return "ARG_MAX"; },
    [](const ResizeAttributes& a) -> Name {
      return a.kind == Interpolation::kBilinear ? "RESIZE_BILINEAR" : "RESIZE_NEAREST_NEIGHBOR";
    },
    [](const ReshapeAttributes&) -> Name { return "RESHAPE"; },
    [](const PadAttributes& a) { return name_of(a.mode); },
    [](const ConcatenationAttributes&) -> Name { return "CONCATENATION"; },
    [](const SplitAttributes&) -> Name { return "SPLIT"; },
    [](const SliceAttributes&) -> Name { return "STRIDED_SLICE"; },
    [](const TransposeAttributes&) -> Name { return "TRANSPOSE"; },
    [](const PackAttributes&) -> Name { return "PACK"; },
    [](const UnpackAttributes&) -> Name { return "UNPACK"; },
    [](const GatherAttributes&) -> Name { return "GATHER"; },
    [](const BlockAttributes& a) -> Name {
      return a.kind == Block::kSpaceToDepth ? "SPACE_TO_DEPTH" : "DEPTH_TO_SPACE";
    },
    [](const BatchBlockAttributes& a) -> Name {
      return a.kind == BatchBlock::kSpaceToBatch ? "SPACE_TO_BATCH_ND" : "BATCH_TO_SPACE_ND";
    },
    [](const DetectionPostProcessAttributes&) -> Name { return "TFLite_Detection_PostProcess"; },
};

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

std::string_view name(const Operator& op) { return std::visit(kNameOf, op.attributes); }

bool Graph::is_float() const {
  const bool quantized = std::ranges::any_of(
      tensors, [](const Tensor& t) { return !t.constant() && t.type == DataType::kInt8; });
  return !inputs.empty() && tensor(inputs.front()).type == DataType::kFloat32 && !quantized;
}

std::uint64_t Graph::macs() const {
  std::uint64_t sum = 0;
  for (const Operator& op : operators) {
    // Each output element of a convolution sums one filter: OHWI has O of them, and so has 1HWC.
    const auto filter_size = [&](std::size_t count_axis) {
      const Tensor& filter = tensor(op.inputs[1]);
      return filter.elements() / static_cast<std::size_t>(filter.shape[count_axis]);
    };
    if (std::holds_alternative<Conv2dAttributes>(op.attributes) ||
        std::holds_alternative<FullyConnectedAttributes>(op.attributes)) {
      sum += tensor(op.outputs[0]).elements() * filter_size(0);
    } else if (std::holds_alternative<TransposeConvAttributes>(op.attributes)) {
      // Each input pixel meets the whole filter.
      sum += tensor(op.inputs[0]).elements() * tensor(op.inputs[1]).elements() /
             static_cast<std::size_t>(tensor(op.inputs[1]).shape[3]);
    } else if (std::holds_alternative<DepthwiseConv2dAttributes>(op.attributes)) {
      sum += tensor(op.outputs[0]).elements() * filter_size(3);
    }
  }
  return sum;
}

}  // namespace ocellus::tools
