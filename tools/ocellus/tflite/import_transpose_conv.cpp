// TRANSPOSE_CONV, and the custom operator Convolution2DTransposeBias, which says the same.
#include <algorithm>
#include <array>
#include <cstring>
#include <string>

#include "schema_generated.h"
#include "tools/ocellus/tflite/check_int8.hpp"
#include "tools/ocellus/tflite/checks.hpp"
#include "tools/ocellus/tflite/operators.hpp"
#include "tools/ocellus/tflite/padding.hpp"

namespace ocellus::tools {
namespace {

struct Window {
  std::int32_t padding_rule, stride_y, stride_x;  // the rule by its number in the format
  Activation activation;
};

// How many pixels of the output, walked like the input of a forward convolution, meet an input
// pixel, and what of the window lies before the first.
Refusal place(Sliding axis, bool same, std::int32_t input, const char* what, std::int32_t& before,
              std::int32_t& after) {
  const std::int32_t positions = same ? same_positions(axis) : valid_positions(axis);
  if (positions != input) {
    return "its output's " + std::to_string(axis.input) + " " + what + " come from " +
           std::to_string(positions) + ", its input has " + std::to_string(input);
  }
  const std::int32_t total = axis.needed_after(positions, 0);
  before = total / 2;
  after = total - before;
  return {};
}

// source.inputs: activation, filter, bias or kNoTensor.
Refusal import_window(OperatorSource& source, const Window& window,
                      std::optional<Attributes>& made) {
  const Tensor& input = source.input(0);
  Tensor& filter = source.graph.tensor(source.inputs[1]);
  const Tensor* const bias = source.has_input(2) ? &source.input(2) : nullptr;
  const Tensor& output = source.result();
  if (Refusal refusal = check_one_type(input, output)) return refusal;
  if (input.shape.size() != 4 || output.shape.size() != 4 || input.shape[0] != output.shape[0]) {
    return shapes_differ(input, output) + ", two batches of pictures are expected";
  }
  if (!filter.constant()) return "its filter is not a constant";
  if (filter.type != input.type) {
    return "its filter is " + std::string(name(filter.type)) + ", its input " +
           std::string(name(input.type));
  }
  const std::int32_t channels = output.shape[3];
  if (filter.shape.size() != 4 || filter.shape[0] != channels ||
      filter.shape[3] != input.shape[3] || filter.shape[1] > kMostStep ||
      filter.shape[2] > kMostStep) {
    return "its filter is " + text(filter.shape) + ", which does not lead from " +
           std::to_string(input.shape[3]) + " channels to " + std::to_string(channels);
  }
  if (bias != nullptr) {
    const DataType expected = input.type == DataType::kInt8 ? DataType::kInt32 : DataType::kFloat32;
    if (!bias->constant() || bias->type != expected ||
        bias->elements() != static_cast<std::size_t>(channels)) {
      return "its bias is not a constant of " + std::to_string(channels) + " " +
             std::string(name(expected)) + " numbers";
    }
  }
  if (!sensible(window.stride_y) || !sensible(window.stride_x)) {
    return "its strides are " + std::to_string(window.stride_y) + " and " +
           std::to_string(window.stride_x);
  }
  if (window.padding_rule != 0 && window.padding_rule != 1) {
    return "its padding rule is " + std::to_string(window.padding_rule);
  }
  TransposeConvAttributes attributes;
  attributes.stride_y = window.stride_y;
  attributes.stride_x = window.stride_x;
  attributes.activation = window.activation;
  const bool same = window.padding_rule == 0;
  Padding& padding = attributes.padding;
  if (Refusal refusal = place({output.shape[1], filter.shape[1], window.stride_y, 1}, same,
                              input.shape[1], "rows", padding.top, padding.bottom)) {
    return refusal;
  }
  if (Refusal refusal = place({output.shape[2], filter.shape[2], window.stride_x, 1}, same,
                              input.shape[2], "columns", padding.left, padding.right)) {
    return refusal;
  }
  if (input.type == DataType::kInt8) {
    if (filter.quantization.per_tensor()) {
      const auto count = static_cast<std::size_t>(channels);
      filter.quantization = {std::vector(count, filter.quantization.scales[0]),
                             std::vector(count, filter.quantization.zero_points[0]), 0};
    }
    if (Refusal refusal = check_int8_convolution(input, filter, 0, bias, output)) return refusal;
  }
  made = attributes;
  return {};
}

}  // namespace

Refusal import_transpose_conv(OperatorSource& source, std::optional<Attributes>& made) {
  const auto* const options = source.op.options_as_TransposeConvOptions();
  if (options == nullptr) return "it has no options";
  // The shape stands in the output too; what a constant says beside it must agree.
  const auto wanted = constant_integers(source.input(0));
  const std::vector<std::int32_t>& shape = source.result().shape;
  if (wanted && !std::equal(wanted->begin(), wanted->end(), shape.begin(), shape.end())) {
    return "it asks for another shape than its output " + text(shape);
  }
  Window window = {static_cast<std::int32_t>(options->padding()), options->stride_y(),
                   options->stride_x(), Activation::kNone};
  if (Refusal refusal =
          fused_activation(static_cast<std::int32_t>(options->activation()), window.activation)) {
    return refusal;
  }
  source.inputs = {source.inputs[2], source.inputs[1],
                   source.has_input(3) ? source.inputs[3] : kNoTensor};
  return import_window(source, window, made);
}

Refusal import_transpose_conv_bias(OperatorSource& source, std::optional<Attributes>& made) {
  // TensorFlow Lite's parameters of a transposed convolution as they lie in memory: the padding
  // rule, counted from 1, the stride along a row and that down a column.
  std::array<std::int32_t, 3> parameters = {};
  const auto* const options = source.op.custom_options();
  if (options == nullptr || options->size() < sizeof parameters) return "it has no options";
  std::memcpy(parameters.data(), options->data(), sizeof parameters);
  source.inputs.resize(3, kNoTensor);
  return import_window(source, {parameters[0] - 1, parameters[2], parameters[1], Activation::kNone},
                       made);
}

}  // namespace ocellus::tools
