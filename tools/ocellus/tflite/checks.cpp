#include "tools/ocellus/tflite/checks.hpp"

#include <algorithm>
#include <cstring>

#include "schema_generated.h"
#include "tools/ocellus/tflite/padding.hpp"

namespace ocellus::tools {

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

Refusal check_operand(const Tensor& tensor) {
  const std::string which = "its tensor '" + tensor.name + "' ";
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

Refusal check_activation(const Tensor& tensor) {
  if (tensor.constant()) {
    return "its tensor '" + tensor.name + "' is a constant, a computed one is expected";
  }
  return check_operand(tensor);
}

Refusal check_one_type(const Tensor& input, const Tensor& output) {
  for (const Tensor* tensor : {&input, &output}) {
    if (Refusal refusal = check_activation(*tensor)) return refusal;
  }
  if (input.type != output.type) return "it mixes float32 and int8";
  return {};
}

Refusal check_fixed_output(const Tensor& output, float scale, std::int32_t zero_point) {
  if (output.type != DataType::kInt8) return {};
  if (output.quantization.scales[0] == scale && output.quantization.zero_points[0] == zero_point) {
    return {};
  }
  return "its output has scale " + std::to_string(output.quantization.scales[0]) +
         " and zero point " + std::to_string(output.quantization.zero_points[0]) +
         ", the operator's definition asks for 1/" + std::to_string(static_cast<int>(1 / scale)) +
         " and " + std::to_string(zero_point);
}

Refusal check_broadcast(const Tensor& first, const Tensor& second, const Tensor& output) {
  const std::size_t rank = std::max(first.shape.size(), second.shape.size());
  std::vector<std::int32_t> shape(rank, 1);
  bool fit = true;
  for (const Tensor* tensor : {&first, &second}) {
    const std::size_t skipped = rank - tensor->shape.size();
    for (std::size_t i = 0; i < tensor->shape.size(); ++i) {
      std::int32_t& extent = shape[skipped + i];
      fit = fit && (tensor->shape[i] == extent || tensor->shape[i] == 1 || extent == 1);
      extent = std::max(extent, tensor->shape[i]);
    }
  }
  if (fit && shape == output.shape) return {};
  return "its inputs " + text(first.shape) + " and " + text(second.shape) +
         " do not broadcast to its output " + text(output.shape);
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

Refusal window_padding(schema::PaddingRule rule, Sliding rows, Sliding columns,
                       const Tensor& output, Padding& made) {
  std::int32_t height = 0, width = 0;
  if (rule == schema::PaddingRule::Same) {
    made = same_padding(rows, columns);
    height = same_positions(rows);
    width = same_positions(columns);
  } else if (rule == schema::PaddingRule::Valid) {
    height = valid_positions(rows);
    width = valid_positions(columns);
  } else {
    return "its padding rule is " + std::to_string(static_cast<int>(rule));
  }
  if (output.shape[1] == height && output.shape[2] == width) return {};
  return "its window makes " + std::to_string(height) + " x " + std::to_string(width) +
         " positions, its output has " + std::to_string(output.shape[1]) + " x " +
         std::to_string(output.shape[2]);
}

std::optional<std::vector<std::int64_t>> constant_integers(const Tensor& tensor, std::size_t most) {
  if (!tensor.constant() || tensor.elements() > most) return std::nullopt;
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

std::optional<std::int32_t> resolve_axis(std::int64_t axis, std::size_t rank) {
  const auto count = static_cast<std::int64_t>(rank);
  if (axis < -count || axis >= count) return std::nullopt;
  return static_cast<std::int32_t>(axis < 0 ? axis + count : axis);
}

Refusal constant_axis(const Tensor& tensor, std::size_t rank, std::int32_t& axis) {
  const auto values = constant_integers(tensor);
  if (!values || values->size() != 1) return "its axis is not a constant whole number";
  const auto resolved = resolve_axis((*values)[0], rank);
  if (!resolved) {
    return "its axis is " + std::to_string((*values)[0]) + " of " + std::to_string(rank);
  }
  axis = *resolved;
  return {};
}

}  // namespace ocellus::tools
