#include "tools/ocellus/tflite/tensors.hpp"

#include <cmath>
#include <cstring>
#include <span>
#include <string_view>
#include <utility>

#include "schema_generated.h"
#include "tools/ocellus/tflite/sparse.hpp"

namespace ocellus::tools {
namespace {

std::optional<DataType> data_type(schema::ElementType type) {
  switch (type) {
    case schema::ElementType::Float32:
      return DataType::kFloat32;
    case schema::ElementType::Float16:
      return DataType::kFloat16;
    case schema::ElementType::Int8:
      return DataType::kInt8;
    case schema::ElementType::UInt8:
      return DataType::kUint8;
    case schema::ElementType::Int16:
      return DataType::kInt16;
    case schema::ElementType::Int32:
      return DataType::kInt32;
    case schema::ElementType::Int64:
      return DataType::kInt64;
    case schema::ElementType::Bool:
      return DataType::kBool;
    default:
      return std::nullopt;
  }
}

// The zero points that a type can express; int32 is for biases, which have none.
std::pair<std::int64_t, std::int64_t> zero_point_range(DataType type) {
  switch (type) {
    case DataType::kInt8:
      return {-128, 127};
    case DataType::kUint8:
      return {0, 255};
    case DataType::kInt16:
      return {-32768, 32767};
    default:
      return {0, 0};
  }
}

bool all_finite(std::span<const std::byte> floats) {
  for (std::size_t at = 0; at < floats.size(); at += sizeof(float)) {
    float value = 0;
    std::memcpy(&value, floats.data() + at, sizeof value);
    if (!std::isfinite(value)) return false;
  }
  return true;
}

// The length of the UTF-8 sequence that starts `text`, 0 when it is broken, overlong, or a control
// character.
std::size_t printable_sequence(std::string_view text) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
  };
  const unsigned first = byte(0);
  if (first < 0x80) return first >= 0x20 && first != 0x7f ? 1 : 0;
  const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
  }
  const unsigned second = byte(1);
  if (first == 0xc2 && second < 0xa0) return 0;  // the C1 control characters
  if ((first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90)) return 0;  // overlong
  if ((first == 0xed && second >= 0xa0) || (first == 0xf4 && second >= 0x90)) return 0;
  return length;
}

}  // namespace

std::string printable(std::string_view text) {
  constexpr std::size_t kMostBytes = 255;
  std::string clean;
  while (!text.empty()) {
    const std::size_t length = printable_sequence(text);
    const std::string_view piece = length == 0 ? "?" : text.substr(0, length);
    if (clean.size() + piece.size() > kMostBytes) break;
    clean += piece;
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return clean;
}

TensorReader::TensorReader(const schema::Model& model, const schema::SubGraph& subgraph,
                           Graph& graph)
    : model_(&model), subgraph_(&subgraph), graph_(&graph) {
  for (const schema::Tensor* tensor : *subgraph.tensors()) {
    Tensor& made = graph.tensors.emplace_back();
    if (tensor->name() != nullptr) made.name = printable(tensor->name()->string_view());
  }
  loaded_.resize(graph.tensors.size());
}

bool TensorReader::has_data(TensorId id) const {
  const std::uint32_t index =
      subgraph_->tensors()->Get(static_cast<flatbuffers::uoffset_t>(id))->buffer();
  if (index >= model_->buffers()->size()) return false;
  const schema::Buffer& buffer = *model_->buffers()->Get(index);
  return buffer.data() != nullptr && buffer.data()->size() != 0;
}

Refusal TensorReader::load(TensorId id) {
  const auto index = static_cast<std::size_t>(id);
  if (loaded_[index]) return {};
  Refusal refusal = read(id);
  if (refusal) return "its tensor '" + graph_->tensor(id).name + "' " + *refusal;
  loaded_[index] = true;
  return {};
}

Refusal TensorReader::read(TensorId id) {
  const schema::Tensor& from = *subgraph_->tensors()->Get(static_cast<flatbuffers::uoffset_t>(id));
  Tensor to;
  to.name = graph_->tensor(id).name;
  const std::optional<DataType> type = data_type(from.type());
  if (!type) return "has element type " + std::to_string(static_cast<int>(from.type()));
  to.type = *type;
  if (from.is_variable()) return "keeps its value between runs";
  if (Refusal refusal = read_shape(from, to)) return refusal;
  if (Refusal refusal = read_quantization(from, to)) return refusal;
  if (Refusal refusal = read_data(from, to)) return refusal;
  graph_->tensor(id) = std::move(to);
  return {};
}

Refusal TensorReader::read_shape(const schema::Tensor& from, Tensor& to) const {
  if (from.shape() == nullptr) return {};
  if (from.shape()->size() > kMostDimensions) {
    return "has " + std::to_string(from.shape()->size()) + " dimensions, at most " +
           std::to_string(kMostDimensions) + " are accepted";
  }
  std::uint64_t elements = 1;
  for (const std::int32_t dimension : *from.shape()) {
    if (dimension < 1) return "has a dimension of " + std::to_string(dimension);
    elements *= static_cast<std::uint64_t>(dimension);
    if (elements > kMostElements) {
      return "has more than " + std::to_string(kMostElements) + " elements";
    }
    to.shape.push_back(dimension);
  }
  return {};
}

Refusal TensorReader::read_quantization(const schema::Tensor& from, Tensor& to) const {
  const schema::Quantization* const quantization = from.quantization();
  if (quantization == nullptr) return {};
  if (quantization->details_type() != schema::QuantizationDetails::NONE) {
    return "is quantized in a way of its own";
  }
  // Some converters leave statistics, and even scales, on float tensors: they mean nothing there.
  if (to.type == DataType::kFloat32 || to.type == DataType::kFloat16) return {};
  const auto* const scales = quantization->scale();
  const auto* const zero_points = quantization->zero_point();
  if (scales == nullptr || scales->size() == 0) return {};

  Quantization& made = to.quantization;
  const std::size_t count = scales->size();
  // Converters give the biases of depthwise convolutions the axis of their filters.
  made.axis = to.shape.size() == 1 ? 0 : quantization->axis();
  if (count > 1) {
    if (made.axis < 0 || static_cast<std::size_t>(made.axis) >= to.shape.size() ||
        static_cast<std::size_t>(to.shape[static_cast<std::size_t>(made.axis)]) != count) {
      return "has " + std::to_string(count) + " scales, which fit no axis " +
             std::to_string(made.axis);
    }
  } else {
    made.axis = 0;
  }
  if (zero_points != nullptr && zero_points->size() != 0 && zero_points->size() != count) {
    return "has " + std::to_string(count) + " scales but " + std::to_string(zero_points->size()) +
           " zero points";
  }
  const auto [lowest, highest] = zero_point_range(to.type);
  for (std::size_t i = 0; i < count; ++i) {
    const auto at = static_cast<flatbuffers::uoffset_t>(i);
    const float scale = scales->Get(at);
    if (!std::isnormal(scale) || scale < 0) {
      return "has a scale that is not a positive number";
    }
    // The verifier lets a list of 64-bit numbers start at any multiple of four.
    std::int64_t zero_point = 0;
    if (zero_points != nullptr && zero_points->size() != 0) {
      std::memcpy(&zero_point, zero_points->Data() + i * sizeof zero_point, sizeof zero_point);
    }
    if (zero_point < lowest || zero_point > highest) {
      return "has zero point " + std::to_string(zero_point) + ", outside " +
             std::to_string(lowest) + ".." + std::to_string(highest);
    }
    made.scales.push_back(scale);
    made.zero_points.push_back(static_cast<std::int32_t>(zero_point));
  }
  return {};
}

Refusal TensorReader::read_data(const schema::Tensor& from, Tensor& to) {
  if (from.buffer() >= model_->buffers()->size()) {
    return "names buffer " + std::to_string(from.buffer()) + " of " +
           std::to_string(model_->buffers()->size());
  }
  const schema::Buffer& buffer = *model_->buffers()->Get(from.buffer());
  if (buffer.offset() > 1 || buffer.size() > 1) return "is stored outside the FlatBuffer";
  if (buffer.data() == nullptr || buffer.data()->size() == 0) return {};
  const std::size_t size = buffer.data()->size();
  const std::span bytes(reinterpret_cast<const std::byte*>(buffer.data()->data()), size);
  if (from.sparsity() == nullptr && size != to.bytes()) {
    return "has " + std::to_string(size) + " bytes of data, its shape and type need " +
           std::to_string(to.bytes());
  }
  if (Refusal refusal = claim(to.bytes())) return refusal;
  if (from.sparsity() == nullptr) {
    to.data.assign(bytes.begin(), bytes.end());
  } else if (Refusal refusal = densify(*from.sparsity(), to, bytes, to.data)) {
    return refusal;
  }
  if (to.type == DataType::kFloat32 && !all_finite(to.data)) {
    return "holds a value that is not a finite number";
  }
  return {};
}

Refusal TensorReader::claim(std::uint64_t bytes) {
  if (bytes > kMostConstantBytes - constant_bytes_) {
    return "brings the constants to more than " + std::to_string(kMostConstantBytes) + " bytes";
  }
  constant_bytes_ += bytes;
  return {};
}

}  // namespace ocellus::tools
