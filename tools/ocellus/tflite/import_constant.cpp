// Operators that only rewrite constants: DENSIFY, SHAPE, CAST.
#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <utility>

#include "schema_generated.h"
#include "tools/ocellus/tflite/checks.hpp"
#include "tools/ocellus/tflite/operators.hpp"

namespace ocellus::tools {
namespace {

template <typename T>
void append(std::vector<std::byte>& data, T value) {
  const std::size_t at = data.size();
  data.resize(at + sizeof value);
  std::memcpy(data.data() + at, &value, sizeof value);
}

template <typename T>
T element(const Tensor& tensor, std::size_t index) {
  T value;
  std::memcpy(&value, tensor.data.data() + index * sizeof value, sizeof value);
  return value;
}

}  // namespace

// The reader of tensors has filled in the zeros already.
Refusal import_densify(OperatorSource& source, std::optional<Attributes>&) {
  const Tensor& input = source.input(0);
  const Tensor& output = source.result();
  if (!input.constant()) return "it makes a computed tensor dense";
  if (input.type != output.type) return "it changes the type of a constant";
  if (input.shape != output.shape) return shapes_differ(input, output);
  return source.fold(input.data);
}

Refusal import_shape(OperatorSource& source, std::optional<Attributes>&) {
  const Tensor& output = source.result();
  std::vector<std::byte> data;
  for (const std::int32_t dimension : source.input(0).shape) {
    if (output.type == DataType::kInt64) {
      append(data, std::int64_t{dimension});
    } else {
      append(data, dimension);
    }
  }
  if (output.type != DataType::kInt32 && output.type != DataType::kInt64) {
    return "its output is " + std::string(name(output.type)) + ", int32 or int64 is expected";
  }
  if (data.empty()) return "its input has no dimensions";
  return source.fold(std::move(data));
}

Refusal import_cast(OperatorSource& source, std::optional<Attributes>&) {
  const Tensor& input = source.input(0);
  const Tensor& output = source.result();
  if (!input.constant()) return "it casts a computed tensor; only constants are";
  if (input.shape != output.shape) return shapes_differ(input, output);
  std::vector<std::byte> data;
  for (std::size_t i = 0; i < input.elements(); ++i) {
    double value = 0;  // holds every number of these types but the largest int64 exactly
    switch (input.type) {
      case DataType::kFloat32:
        value = element<float>(input, i);
        break;
      case DataType::kInt32:
        value = element<std::int32_t>(input, i);
        break;
      case DataType::kInt64: {
        const auto number = element<std::int64_t>(input, i);
        value = static_cast<double>(number);
        if (std::abs(value) > 0x1p53) return "it casts " + std::to_string(number);
        break;
      }
      default:
        return "it casts from " + std::string(name(input.type));
    }
    if (output.type == DataType::kFloat32) {
      append(data, static_cast<float>(value));
      continue;
    }
    if (std::abs(value) > std::numeric_limits<std::int32_t>::max()) {
      return "it casts " + std::to_string(value) + " into " + std::string(name(output.type));
    }
    if (output.type == DataType::kInt32) {
      append(data, static_cast<std::int32_t>(value));
    } else if (output.type == DataType::kInt64) {
      append(data, static_cast<std::int64_t>(value));
    } else {
      return "it casts into " + std::string(name(output.type));
    }
  }
  return source.fold(std::move(data));
}

}  // namespace ocellus::tools
