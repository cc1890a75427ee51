// QUANTIZE and DEQUANTIZE: between float32 and int8, and to and from uint8 at a model's borders.
#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "tools/ocellus/tflite/check_int8.hpp"
#include "tools/ocellus/tflite/checks.hpp"
#include "tools/ocellus/tflite/half.hpp"
#include "tools/ocellus/tflite/operators.hpp"

namespace ocellus::tools {
namespace {

std::string from_to(const Tensor& input, const Tensor& output) {
  return "it turns " + std::string(name(input.type)) + " into " + std::string(name(output.type));
}

bool is_model_input(const OperatorSource& source) {
  const std::vector<TensorId>& inputs = source.graph.inputs;
  return std::find(inputs.begin(), inputs.end(), source.inputs[0]) != inputs.end();
}

// The scales of a constant, `run` elements for each before the next one's turn.
Refusal constant_as_floats(const Tensor& input, std::vector<std::byte>& floats) {
  const std::size_t count = input.elements();
  const Quantization& quantization = input.quantization;
  std::size_t run = 1;
  for (std::size_t i = static_cast<std::size_t>(quantization.axis) + 1; i < input.shape.size(); ++i)
    run *= static_cast<std::size_t>(input.shape[i]);
  floats.resize(count * sizeof(float));
  for (std::size_t i = 0; i < count; ++i) {
    float value = 0;
    if (input.type == DataType::kFloat16) {
      std::uint16_t half = 0;
      std::memcpy(&half, input.data.data() + i * sizeof half, sizeof half);
      if ((half & 0x7c00u) == 0x7c00u) {
        return "its tensor '" + input.name + "' holds a value that is not a finite number";
      }
      value = half_to_float(half);
    } else {
      const std::int32_t number = input.type == DataType::kInt8
                                      ? static_cast<std::int8_t>(input.data[i])
                                      : static_cast<std::uint8_t>(input.data[i]);
      const std::size_t at = i / run % quantization.scales.size();
      value = static_cast<float>(static_cast<double>(quantization.scales[at]) *
                                 (number - quantization.zero_points[at]));
    }
    std::memcpy(floats.data() + i * sizeof value, &value, sizeof value);
  }
  return {};
}

}  // namespace

Refusal import_quantize(OperatorSource& source, std::optional<Attributes>& made) {
  const Tensor& input = source.input(0);
  const Tensor& output = source.result();
  if (input.constant()) return "it quantizes a constant";
  if (input.shape != output.shape) return shapes_differ(input, output);
  const auto between = [&](DataType from, DataType to) {
    return input.type == from && output.type == to;
  };
  if (!between(DataType::kFloat32, DataType::kInt8) && !between(DataType::kInt8, DataType::kInt8) &&
      !between(DataType::kUint8, DataType::kInt8) && !between(DataType::kInt8, DataType::kUint8)) {
    return from_to(input, output) +
           "; float32, int8 and uint8 into int8, and int8 into uint8 are supported";
  }
  for (const Tensor* tensor : {&input, &output}) {
    if (tensor->type != DataType::kFloat32 && !tensor->quantization.per_tensor()) {
      return "its tensor '" + tensor->name + "' has " +
             std::to_string(tensor->quantization.scales.size()) + " scales, one is expected";
    }
  }
  if (input.type == DataType::kUint8 && !is_model_input(source)) {
    return from_to(input, output) + " inside the model, which is supported for its inputs only";
  }
  if (input.type != DataType::kFloat32) {
    if (Refusal refusal = check_int8_rescale(input, output)) return refusal;
  }
  made = QuantizeAttributes{};
  return {};
}

Refusal import_dequantize(OperatorSource& source, std::optional<Attributes>& made) {
  const Tensor& input = source.input(0);
  const Tensor& output = source.result();
  const bool quantized = input.type == DataType::kInt8 || input.type == DataType::kUint8;
  const bool half = input.type == DataType::kFloat16;
  if (output.type != DataType::kFloat32 || (!quantized && !(half && input.constant()))) {
    return from_to(input, output) + (input.constant() ? "" : " while the model runs") +
           "; int8, uint8 and constants of float16 into float32 are supported";
  }
  if (input.shape != output.shape) return shapes_differ(input, output);
  if (quantized && input.quantization.empty()) {
    return "its tensor '" + input.name + "' has no scale";
  }
  if (input.constant()) {
    std::vector<std::byte> floats;
    if (Refusal refusal = constant_as_floats(input, floats)) return refusal;
    return source.fold(std::move(floats));
  }
  if (!input.quantization.per_tensor()) {
    return "its tensor '" + input.name + "' has " +
           std::to_string(input.quantization.scales.size()) + " scales, one is expected";
  }
  if (input.type == DataType::kUint8 && !is_model_input(source)) {
    return from_to(input, output) + " inside the model, which is supported for its inputs only";
  }
  made = DequantizeAttributes{};
  return {};
}

}  // namespace ocellus::tools
