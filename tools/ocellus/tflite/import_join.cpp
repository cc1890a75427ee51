// Operators that join tensors and take them apart: CONCATENATION, PACK, UNPACK, SPLIT, SPLIT_V.
#include <string>
#include <utility>

#include "schema_generated.h"
#include "tools/ocellus/tflite/checks.hpp"
#include "tools/ocellus/tflite/operators.hpp"

namespace ocellus::tools {
namespace {

// Parts of a join are activations or constants like the whole.
Refusal check_part(const Tensor& part, const Tensor& whole) {
  if (Refusal refusal = check_operand(part)) return refusal;
  if (part.type != whole.type) return "it mixes float32 and int8";
  if (part.quantization != whole.quantization) {
    return "the scale or zero point of its input '" + part.name + "' is not its output's";
  }
  return {};
}

// Constants behind each other: what a join along the first axis that is not 1 makes of them.
Refusal join_constants(OperatorSource& source, std::int32_t axis) {
  const Tensor& output = source.result();
  for (std::int32_t i = 0; i < axis; ++i) {
    if (output.shape[static_cast<std::size_t>(i)] != 1) {
      return "it joins constants along axis " + std::to_string(axis);
    }
  }
  std::vector<std::byte> data;
  for (std::size_t i = 0; i < source.inputs.size(); ++i) {
    const Tensor& input = source.input(i);
    if (input.type != output.type) return "it joins constants of different types";
    data.insert(data.end(), input.data.begin(), input.data.end());
  }
  return source.fold(std::move(data));
}

Refusal joined_axis(std::int32_t wanted, const Tensor& output, std::int32_t& axis) {
  const auto resolved = resolve_axis(wanted, output.shape.size());
  if (!resolved) {
    return "it joins along axis " + std::to_string(wanted) + " of " +
           std::to_string(output.shape.size());
  }
  axis = *resolved;
  return {};
}

// The shapes fit. What is left of it to run, if its inputs are not all constants.
Refusal join(OperatorSource& source, std::int32_t axis, Attributes attributes,
             std::optional<Attributes>& made) {
  if (source.reads_constants()) return join_constants(source, axis);
  if (Refusal refusal = check_activation(source.result())) return refusal;
  for (std::size_t i = 0; i < source.inputs.size(); ++i) {
    if (Refusal refusal = check_part(source.input(i), source.result())) return refusal;
  }
  made = std::move(attributes);
  return {};
}

}  // namespace

Refusal import_concatenation(OperatorSource& source, std::optional<Attributes>& made) {
  const auto* const options = source.op.options_as_ConcatenationOptions();
  if (options == nullptr) return "it has no options";
  const Tensor& output = source.result();
  std::int32_t axis = 0;
  if (Refusal refusal = joined_axis(options->axis(), output, axis)) return refusal;
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
  return join(source, axis, ConcatenationAttributes{axis}, made);
}

Refusal import_pack(OperatorSource& source, std::optional<Attributes>& made) {
  const auto* const options = source.op.options_as_PackOptions();
  if (options == nullptr) return "it has no options";
  const Tensor& output = source.result();
  std::int32_t axis = 0;
  if (Refusal refusal = joined_axis(options->axis(), output, axis)) return refusal;
  std::vector<std::int32_t> shape = output.shape;
  shape.erase(shape.begin() + axis);
  for (std::size_t i = 0; i < source.inputs.size(); ++i) {
    if (source.input(i).shape != shape) return shapes_differ(source.input(i), output);
  }
  if (output.shape[static_cast<std::size_t>(axis)] !=
      static_cast<std::int32_t>(source.inputs.size())) {
    return "it joins " + std::to_string(source.inputs.size()) + " tensors, its output is " +
           text(output.shape);
  }
  return join(source, axis, PackAttributes{axis}, made);
}

Refusal import_unpack(OperatorSource& source, std::optional<Attributes>& made) {
  const auto* const options = source.op.options_as_UnpackOptions();
  if (options == nullptr) return "it has no options";
  const Tensor& input = source.input(0);
  const auto axis = resolve_axis(options->axis(), input.shape.size());
  if (!axis) {
    return "it divides axis " + std::to_string(options->axis()) + " of " +
           std::to_string(input.shape.size());
  }
  if (input.shape[static_cast<std::size_t>(*axis)] !=
      static_cast<std::int32_t>(source.outputs.size())) {
    return "it has " + std::to_string(source.outputs.size()) + " outputs, its input is " +
           text(input.shape);
  }
  std::vector<std::int32_t> shape = input.shape;
  shape.erase(shape.begin() + *axis);
  for (std::size_t i = 0; i < source.outputs.size(); ++i) {
    const Tensor& output = source.result(i);
    if (Refusal refusal = check_one_type(input, output)) return refusal;
    if (output.shape != shape) return shapes_differ(input, output);
  }
  made = UnpackAttributes{*axis};
  return {};
}

namespace {

// source.inputs: what is divided along `axis`.
Refusal import_parts(OperatorSource& source, std::int32_t axis, std::optional<Attributes>& made) {
  const Tensor& input = source.input(0);
  const auto divided = static_cast<std::size_t>(axis);
  std::int64_t length = 0;
  for (std::size_t i = 0; i < source.outputs.size(); ++i) {
    const Tensor& output = source.result(i);
    if (Refusal refusal = check_one_type(input, output)) return refusal;
    std::vector<std::int32_t> shape = output.shape;
    if (shape.size() != input.shape.size()) return shapes_differ(input, output);
    length += shape[divided];
    shape[divided] = input.shape[divided];
    if (shape != input.shape) return shapes_differ(input, output);
  }
  if (length != input.shape[divided]) {
    return "its outputs have " + std::to_string(length) + " along axis " + std::to_string(axis) +
           ", its input has " + std::to_string(input.shape[divided]);
  }
  made = SplitAttributes{axis};
  return {};
}

}  // namespace

Refusal import_split(OperatorSource& source, std::optional<Attributes>& made) {
  const Tensor& input = source.input(1);
  std::int32_t axis = 0;
  if (Refusal refusal = constant_axis(source.input(0), input.shape.size(), axis)) return refusal;
  for (std::size_t i = 1; i < source.outputs.size(); ++i) {
    if (source.result(i).shape != source.result().shape) {
      return "its outputs " + text(source.result().shape) + " and " + text(source.result(i).shape) +
             " differ in size";
    }
  }
  source.inputs = {source.inputs[1]};
  return import_parts(source, axis, made);
}

Refusal import_split_v(OperatorSource& source, std::optional<Attributes>& made) {
  const Tensor& input = source.input(0);
  std::int32_t axis = 0;
  if (Refusal refusal = constant_axis(source.input(2), input.shape.size(), axis)) return refusal;
  const auto sizes = constant_integers(source.input(1), source.outputs.size());
  if (!sizes || sizes->size() != source.outputs.size()) {
    return "its sizes are not a constant of " + std::to_string(source.outputs.size()) +
           " whole numbers";
  }
  for (std::size_t i = 0; i < sizes->size(); ++i) {
    const Tensor& output = source.result(i);
    if (output.shape.size() != input.shape.size()) return shapes_differ(input, output);
    const std::int32_t has = output.shape[static_cast<std::size_t>(axis)];
    if ((*sizes)[i] != has && (*sizes)[i] != -1) {
      return "its part " + std::to_string(i) + " is to be " + std::to_string((*sizes)[i]) +
             " long, its output has " + std::to_string(has);
    }
  }
  source.inputs.resize(1);
  return import_parts(source, axis, made);
}

}  // namespace ocellus::tools
