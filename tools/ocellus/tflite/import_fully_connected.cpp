// FULLY_CONNECTED.
#include <string>

#include "schema_generated.h"
#include "tools/ocellus/tflite/check_int8.hpp"
#include "tools/ocellus/tflite/checks.hpp"
#include "tools/ocellus/tflite/operators.hpp"

namespace ocellus::tools {

// One scale for all weights stays one: the definition rounds its product with the input's scale
// to float32, which it does not for one scale for each output.
Refusal import_fully_connected(OperatorSource& source, std::optional<Attributes>& made) {
  const auto* const options = source.op.options_as_FullyConnectedOptions();
  if (options == nullptr) return "it has no options";
  source.inputs.resize(3, kNoTensor);
  const Tensor& input = source.input(0);
  const Tensor& weights = source.input(1);
  const Tensor* const bias = source.has_input(2) ? &source.input(2) : nullptr;
  const Tensor& output = source.result();
  if (Refusal refusal = check_one_type(input, output)) return refusal;
  if (options->weights_layout() != schema::WeightsLayout::Plain) {
    return "its weights are stored shuffled";
  }
  if (!weights.constant()) return "its weights are not a constant";
  if (weights.type != input.type) {
    return "its weights are " + std::string(name(weights.type)) + ", its input " +
           std::string(name(input.type));
  }
  if (weights.shape.size() != 2) {
    return "its weights are " + text(weights.shape) + ", two dimensions are expected";
  }
  const auto outputs = static_cast<std::size_t>(weights.shape[0]);
  const auto depth = static_cast<std::size_t>(weights.shape[1]);
  if (output.shape.empty() || output.shape.back() != weights.shape[0] ||
      input.elements() % depth != 0 || input.elements() / depth != output.elements() / outputs) {
    return shapes_differ(input, output) + ", its weights are " + text(weights.shape);
  }
  if (bias != nullptr) {
    const DataType expected = input.type == DataType::kInt8 ? DataType::kInt32 : DataType::kFloat32;
    if (!bias->constant() || bias->type != expected || bias->elements() != outputs) {
      return "its bias is not a constant of " + std::to_string(outputs) + " " +
             std::string(name(expected)) + " numbers";
    }
  }
  FullyConnectedAttributes attributes;
  if (Refusal refusal = fused_activation(static_cast<std::int32_t>(options->activation()),
                                         attributes.activation)) {
    return refusal;
  }
  if (input.type == DataType::kInt8) {
    if (Refusal refusal = check_int8_convolution(input, weights, 0, bias, output)) return refusal;
  }
  made = attributes;
  return {};
}

}  // namespace ocellus::tools
