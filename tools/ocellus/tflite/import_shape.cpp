// Operators that give a tensor another shape or order: RESHAPE, SQUEEZE, EXPAND_DIMS, TRANSPOSE,
// GATHER.
#include <algorithm>
#include <string>
#include <utility>

#include "schema_generated.h"
#include "tools/ocellus/tflite/checks.hpp"
#include "tools/ocellus/tflite/operators.hpp"

namespace ocellus::tools {
namespace {

// The elements stay as they are, in their order.
Refusal import_same_elements(OperatorSource& source, std::optional<Attributes>& made) {
  const Tensor& input = source.input(0);
  const Tensor& output = source.result();
  if (input.elements() != output.elements()) return shapes_differ(input, output);
  source.inputs.resize(1);
  if (input.constant()) {
    if (input.type != output.type) return "it changes the type of a constant";
    return source.fold(input.data);
  }
  if (Refusal refusal = check_one_type(input, output)) return refusal;
  made = ReshapeAttributes{};
  return {};
}

}  // namespace

Refusal import_reshape(OperatorSource& source, std::optional<Attributes>& made) {
  const Tensor& output = source.result();
  // The new shape stands in the output too; what is said beside it must agree.
  std::optional<std::vector<std::int64_t>> wanted;
  if (source.has_input(1)) {
    wanted = constant_integers(source.input(1));
    if (!wanted) return "its new shape is not a constant of whole numbers";
  } else if (const auto* options = source.op.options_as_ReshapeOptions();
             options != nullptr && options->shape() != nullptr && options->shape()->size() != 0) {
    wanted.emplace(options->shape()->begin(), options->shape()->end());
  }
  if (wanted &&
      !std::equal(wanted->begin(), wanted->end(), output.shape.begin(), output.shape.end(),
                  [](std::int64_t asked, std::int32_t is) { return asked == is || asked == -1; })) {
    return "it asks for another shape than its output " + text(output.shape);
  }
  return import_same_elements(source, made);
}

Refusal import_squeeze(OperatorSource& source, std::optional<Attributes>& made) {
  const Tensor& input = source.input(0);
  const std::size_t rank = input.shape.size();
  std::vector<bool> goes(rank);
  const auto* const options = source.op.options_as_SqueezeOptions();
  if (options == nullptr || options->dimensions() == nullptr ||
      options->dimensions()->size() == 0) {
    for (std::size_t i = 0; i < rank; ++i) goes[i] = input.shape[i] == 1;
  } else {
    for (const std::int32_t dimension : *options->dimensions()) {
      const auto axis = resolve_axis(dimension, rank);
      if (!axis || input.shape[static_cast<std::size_t>(*axis)] != 1) {
        return "it drops dimension " + std::to_string(dimension) + " of its input " +
               text(input.shape) + ", which is not 1";
      }
      goes[static_cast<std::size_t>(*axis)] = true;
    }
  }
  std::vector<std::int32_t> shape;
  for (std::size_t i = 0; i < rank; ++i) {
    if (!goes[i]) shape.push_back(input.shape[i]);
  }
  if (shape != source.result().shape) return shapes_differ(input, source.result());
  return import_same_elements(source, made);
}

Refusal import_expand_dims(OperatorSource& source, std::optional<Attributes>& made) {
  const Tensor& input = source.input(0);
  std::int32_t axis = 0;
  if (Refusal refusal = constant_axis(source.input(1), input.shape.size() + 1, axis)) {
    return refusal;
  }
  std::vector<std::int32_t> shape = input.shape;
  shape.insert(shape.begin() + axis, 1);
  if (shape != source.result().shape) return shapes_differ(input, source.result());
  return import_same_elements(source, made);
}

Refusal import_transpose(OperatorSource& source, std::optional<Attributes>& made) {
  const Tensor& input = source.input(0);
  const Tensor& output = source.result();
  if (Refusal refusal = check_one_type(input, output)) return refusal;
  const std::size_t rank = input.shape.size();
  const auto values = constant_integers(source.input(1));
  if (!values || values->size() != rank) {
    return "its permutation is not a constant of " + std::to_string(rank) + " whole numbers";
  }
  TransposeAttributes attributes;
  std::vector<std::int32_t> shape;
  for (const std::int64_t value : *values) {
    const auto axis = resolve_axis(value, rank);
    if (!axis || std::find(attributes.permutation.begin(), attributes.permutation.end(), *axis) !=
                     attributes.permutation.end()) {
      return "its permutation is none: it names dimension " + std::to_string(value) + " of " +
             std::to_string(rank) + (axis ? " twice" : "");
    }
    attributes.permutation.push_back(*axis);
    shape.push_back(input.shape[static_cast<std::size_t>(*axis)]);
  }
  if (shape != output.shape) return shapes_differ(input, output);
  source.inputs.resize(1);
  made = std::move(attributes);
  return {};
}

Refusal import_gather(OperatorSource& source, std::optional<Attributes>& made) {
  constexpr std::size_t kMostIndices = std::size_t{1} << 20;
  const auto* const options = source.op.options_as_GatherOptions();
  const Tensor& input = source.input(0);
  const Tensor& indices = source.input(1);
  const Tensor& output = source.result();
  const auto values = constant_integers(indices, kMostIndices);
  if (!values) return "its indices are not a constant of whole numbers";
  const auto axis = resolve_axis(options == nullptr ? 0 : options->axis(), input.shape.size());
  if (!axis) {
    return "its axis is " + std::to_string(options == nullptr ? 0 : options->axis()) + " of " +
           std::to_string(input.shape.size());
  }
  GatherAttributes attributes;
  attributes.axis = *axis;
  const std::int64_t batch = options == nullptr ? 0 : options->batch_dimensions();
  const auto index_rank = static_cast<std::int64_t>(indices.shape.size());
  const std::int64_t batches = batch < 0 ? batch + index_rank : batch;
  if (batches < 0 || batches > index_rank || batches > *axis ||
      !std::equal(indices.shape.begin(), indices.shape.begin() + batches, input.shape.begin())) {
    return "it has " + std::to_string(batch) + " batch dimensions, which do not fit its indices " +
           text(indices.shape) + " and its input " + text(input.shape);
  }
  attributes.batch_dimensions = static_cast<std::int32_t>(batches);
  const std::int32_t extent = input.shape[static_cast<std::size_t>(*axis)];
  for (const std::int64_t value : *values) {
    if (value < 0 || value >= extent) {
      return "its index " + std::to_string(value) + " is outside 0.." + std::to_string(extent - 1);
    }
    attributes.indices.push_back(static_cast<std::int32_t>(value));
  }
  attributes.index_shape = indices.shape;
  std::vector<std::int32_t> shape(input.shape.begin(), input.shape.begin() + *axis);
  shape.insert(shape.end(), indices.shape.begin() + batches, indices.shape.end());
  shape.insert(shape.end(), input.shape.begin() + *axis + 1, input.shape.end());
  if (shape != output.shape) {
    return "it makes " + text(shape) + ", its output is " + text(output.shape);
  }
  source.inputs.resize(1);
  if (input.constant() && input.shape.size() == 1) {  // picking a dimension of a SHAPE
    if (input.type != output.type) return "it changes the type of a constant";
    const std::size_t width = bytes_per_element(input.type);
    std::vector<std::byte> data;
    for (const std::int32_t index : attributes.indices) {
      const auto at = input.data.begin() + static_cast<std::ptrdiff_t>(width) * index;
      data.insert(data.end(), at, at + static_cast<std::ptrdiff_t>(width));
    }
    return source.fold(std::move(data));
  }
  if (Refusal refusal = check_one_type(input, output)) return refusal;
  made = std::move(attributes);
  return {};
}

}  // namespace ocellus::tools
