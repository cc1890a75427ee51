#include "tools/ocellus/tflite/operators.hpp"

#include <algorithm>
#include <cstring>

#include "schema_generated.h"
#include "tools/ocellus/tflite/check_int8.hpp"
#include "tools/ocellus/tflite/half.hpp"

namespace ocellus::tools {
namespace {

std::string text(const std::vector<std::int32_t>& shape) {
  std::string result = "[";
  for (const std::int32_t dimension : shape) {
    result += (result.size() > 1 ? ", " : "") + std::to_string(dimension);
  }
  return result + "]";
}

std::string shapes_differ(const Tensor& input, const Tensor& output) {
  return "its input is " + text(input.shape) + " but its output " + text(output.shape);
}

// A short list of whole numbers held in a constant: the second input of PAD and RESHAPE.
std::optional<std::vector<std::int64_t>> constant_integers(const Tensor& tensor) {
  constexpr std::size_t kMost = 2 * TensorReader::kMostDimensions;
  if (!tensor.constant() || tensor.elements() > kMost) return std::nullopt;
  if (tensor.type != DataType::kInt32 && tensor.type != DataType::kInt64) return std::nullopt;
  const std::size_t width = bytes_per_element(tensor.type);
  std::vector<std::int64_t> values;
  for (std::size_t at = 0; at < tensor.data.size(); at += width) {
    std::int32_t narrow = 0;
    std::int64_t wide = 0;
    std::memcpy(width == 4 ? static_cast<void*>(&narrow) : &wide, tensor.data.data() + at, width);
    values.push_back(width == 4 ? narrow : wide);
  }
  return values;
}

Refusal import_add(OperatorSource& source, std::optional<Attributes>& made) {
  const Tensor& first = source.input(0);
  const Tensor& second = source.input(1);
  const Tensor& output = source.result();
  for (const Tensor* tensor : {&first, &second, &output}) {
    if (Refusal refusal = check_file_activation(*tensor)) return refusal;
    if (tensor->type != output.type) return "it mixes float32 and int8";
  }
  if (first.shape != output.shape || second.shape != output.shape) {
    return "it adds " + text(first.shape) + " and " + text(second.shape) + " to give " +
           text(output.shape) + ", only equal shapes are supported";
  }
  ArithmeticAttributes attributes;
  if (const auto* options = source.op.options_as_AddOptions()) {
    if (Refusal refusal = fused_activation(static_cast<std::int32_t>(options->activation()),
                                           attributes.activation)) {
      return refusal;
    }
  }
  if (output.type == DataType::kInt8) {
    if (Refusal refusal = check_int8_add(first, second, output)) return refusal;
  }
  made = attributes;
  return {};
}

Refusal import_reshape(OperatorSource& source, std::optional<Attributes>& made) {
  const Tensor& input = source.input(0);
  const Tensor& output = source.result();
  if (Refusal refusal = check_same_values(input, output)) return refusal;
  if (input.elements() != output.elements()) return shapes_differ(input, output);
  // The new shape stands in the output too; what is said beside it must agree.
  std::optional<std::vector<std::int64_t>> wanted;
  if (source.inputs.size() == 2) {
    wanted = constant_integers(source.input(1));
    if (!wanted) return "its new shape is not a constant of whole numbers";
  } else if (const auto* options = source.op.options_as_ReshapeOptions();
             options != nullptr && options->shape() != nullptr) {
    wanted.emplace(options->shape()->begin(), options->shape()->end());
  }
  if (wanted &&
      !std::equal(wanted->begin(), wanted->end(), output.shape.begin(), output.shape.end(),
                  [](std::int64_t asked, std::int32_t is) { return asked == is || asked == -1; })) {
    return "it asks for another shape than its output " + text(output.shape);
  }
  source.inputs.resize(1);
  made = ReshapeAttributes{};
  return {};
}

Refusal import_concatenation(OperatorSource& source, std::optional<Attributes>& made) {
  const auto* const options = source.op.options_as_ConcatenationOptions();
  if (options == nullptr) return "it has no options";
  const Tensor& output = source.result();
  const auto rank = static_cast<std::int32_t>(output.shape.size());
  const std::int32_t axis = options->axis() < 0 ? options->axis() + rank : options->axis();
  if (axis < 0 || axis >= rank) {
    return "it joins along axis " + std::to_string(options->axis()) + " of " + std::to_string(rank);
  }
  Activation activation = Activation::kNone;
  if (Refusal refusal =
          fused_activation(static_cast<std::int32_t>(options->activation()), activation)) {
    return refusal;
  }
  if (activation != Activation::kNone) return "it has a fused activation";
  const auto joined = static_cast<std::size_t>(axis);
  std::int64_t length = 0;
  for (std::size_t i = 0; i < source.inputs.size(); ++i) {
    const Tensor& input = source.input(i);
    if (Refusal refusal = check_same_values(input, output)) return refusal;
    std::vector<std::int32_t> shape = input.shape;
    if (shape.size() != output.shape.size()) return shapes_differ(input, output);
    length += shape[joined];
    shape[joined] = output.shape[joined];
    if (shape != output.shape) return shapes_differ(input, output);
  }
  if (length != output.shape[joined]) {
    return "its inputs make " + std::to_string(length) + " along axis " + std::to_string(axis) +
           ", its output has " + std::to_string(output.shape[joined]);
  }
  made = ConcatenationAttributes{axis};
  return {};
}

Refusal import_pad(OperatorSource& source, std::optional<Attributes>& made) {
  const Tensor& input = source.input(0);
  const Tensor& amounts = source.input(1);
  const Tensor& output = source.result();
  if (Refusal refusal = check_same_values(input, output)) return refusal;
  const std::size_t rank = input.shape.size();
  const std::optional<std::vector<std::int64_t>> values = constant_integers(amounts);
  if (!values) return "its amounts of padding are not a constant of whole numbers";
  if (values->size() != 2 * rank || output.shape.size() != rank) {
    return "its amounts of padding are " + text(amounts.shape) + " for an input " +
           text(input.shape);
  }
  PadAttributes attributes;
  for (std::size_t i = 0; i < rank; ++i) {
    const std::int64_t before = (*values)[2 * i];
    const std::int64_t after = (*values)[2 * i + 1];
    constexpr std::int64_t kMost = TensorReader::kMostElements;
    if (before < 0 || after < 0 || before > kMost || after > kMost ||
        before + input.shape[i] + after != output.shape[i]) {
      return "it pads dimension " + std::to_string(i) + " by " + std::to_string(before) + " and " +
             std::to_string(after) + ", but " + shapes_differ(input, output);
    }
    attributes.before.push_back(static_cast<std::int32_t>(before));
    attributes.after.push_back(static_cast<std::int32_t>(after));
  }
  source.inputs.resize(1);
  made = std::move(attributes);
  return {};
}

template <Unary kKind>
Refusal import_activation(OperatorSource& source, std::optional<Attributes>& made) {
  const Tensor& input = source.input(0);
  const Tensor& output = source.result();
  for (const Tensor* tensor : {&input, &output}) {
    if (Refusal refusal = check_file_activation(*tensor)) return refusal;
  }
  if (input.type != output.type) return "it mixes float32 and int8";
  if (input.shape != output.shape) return shapes_differ(input, output);
  if (output.type == DataType::kInt8) {
    if (Refusal refusal = check_int8_rescale(input, output)) return refusal;
  }
  made = UnaryAttributes{kKind};
  return {};
}

// Half-precision constants, as "float16 quantization" leaves them: made plain here and now.
Refusal import_dequantize(OperatorSource& source, std::optional<Attributes>&) {
  const Tensor& input = source.input(0);
  Tensor& output = source.graph.tensor(source.output);
  if (!input.constant()) {
    return "it turns a computed " + std::string(name(input.type)) +
           " tensor into float32; only float16 constants are";
  }
  if (input.type != DataType::kFloat16 || output.type != DataType::kFloat32) {
    return "it turns " + std::string(name(input.type)) + " into " + std::string(name(output.type)) +
           ", only float16 into float32 is supported";
  }
  if (input.shape != output.shape) return shapes_differ(input, output);
  if (Refusal refusal = source.tensors.claim(output.bytes())) return "it " + *refusal;
  std::vector<std::byte> floats(output.bytes());
  for (std::size_t i = 0; i < output.elements(); ++i) {
    std::uint16_t half = 0;
    std::memcpy(&half, input.data.data() + i * sizeof half, sizeof half);
    if ((half & 0x7c00u) == 0x7c00u) {
      return "its tensor '" + input.name + "' holds a value that is not a finite number";
    }
    const float value = half_to_float(half);
    std::memcpy(floats.data() + i * sizeof value, &value, sizeof value);
  }
  output.data = std::move(floats);
  return {};
}

constexpr std::size_t kManyInputs = 1024;

constexpr OperatorImporter kImporters[] = {
    {Builtin::kAdd, 5, 2, 2, import_add},
    {Builtin::kConcatenation, 4, 1, kManyInputs, import_concatenation},
    {Builtin::kConv2d, 8, 2, 3, import_conv2d},
    {Builtin::kDepthwiseConv2d, 7, 2, 3, import_depthwise_conv2d},
    {Builtin::kDequantize, 6, 1, 1, import_dequantize},
    {Builtin::kPad, 4, 2, 2, import_pad},
    {Builtin::kRelu, 3, 1, 1, import_activation<Unary::kRelu>},
    {Builtin::kReluN1To1, 3, 1, 1, import_activation<Unary::kReluN1To1>},
    {Builtin::kRelu6, 3, 1, 1, import_activation<Unary::kRelu6>},
    {Builtin::kReshape, 2, 1, 2, import_reshape},
};

}  // namespace

const OperatorImporter* find_importer(std::int32_t code) {
  const auto* const row = std::find_if(
      std::begin(kImporters), std::end(kImporters),
      [&](const auto& candidate) { return static_cast<std::int32_t>(candidate.code) == code; });
  return row == std::end(kImporters) ? nullptr : row;
}

Refusal check_file_activation(const Tensor& tensor) {
  const std::string which = "its tensor '" + tensor.name + "' ";
  if (tensor.constant()) return which + "is a constant, a computed one is expected";
  if (tensor.type == DataType::kUint8) {
    return which + "is uint8, the older quantization; only float32 and int8 are supported";
  }
  if (tensor.type != DataType::kFloat32 && tensor.type != DataType::kInt8) {
    return which + "is " + std::string(name(tensor.type)) + ", only float32 and int8 are supported";
  }
  if (tensor.type == DataType::kInt8 && !tensor.quantization.per_tensor()) {
    return which + "is int8 with " + std::to_string(tensor.quantization.scales.size()) +
           " scales, one is expected";
  }
  return {};
}

Refusal check_same_values(const Tensor& input, const Tensor& output) {
  for (const Tensor* tensor : {&input, &output}) {
    if (Refusal refusal = check_file_activation(*tensor)) return refusal;
  }
  if (input.type != output.type) return "it mixes float32 and int8";
  if (input.quantization != output.quantization) {
    return "the scale or zero point of its input '" + input.name + "' is not its output's";
  }
  return {};
}

Refusal fused_activation(std::int32_t code, Activation& made) {
  switch (static_cast<schema::FusedActivation>(code)) {
    case schema::FusedActivation::None:
      made = Activation::kNone;
      return {};
    case schema::FusedActivation::Relu:
      made = Activation::kRelu;
      return {};
    case schema::FusedActivation::ReluN1To1:
      made = Activation::kReluN1To1;
      return {};
    case schema::FusedActivation::Relu6:
      made = Activation::kRelu6;
      return {};
    default:
      return "its fused activation function " + std::to_string(code) + " is not supported";
  }
}

}  // namespace ocellus::tools
