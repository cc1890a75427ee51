// The graph between import and emission: tensors and operators in execution order.
//
// One form serves float and int8 models. After import a graph holds what the file says, with fp16
// and sparse constants already turned into plain ones; later passes only ever make it simpler.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tools/ocellus/graph/attributes.hpp"

namespace ocellus::tools {

enum class DataType : std::uint8_t {
  kFloat32,
  kFloat16,
  kInt8,
  kUint8,
  kInt16,
  kInt32,
  kInt64,
  kBool
};

std::size_t bytes_per_element(DataType type);
std::string_view name(DataType type);

// real = scale * (q - zero_point). One scale for the whole tensor, or one per index of `axis`.
// Empty scales: the tensor is not quantized.
struct Quantization {
  std::vector<float> scales;
  std::vector<std::int32_t> zero_points;  // as many as scales
  std::int32_t axis = 0;

  bool per_tensor() const { return scales.size() == 1; }
  bool empty() const { return scales.empty(); }
  bool operator==(const Quantization&) const = default;
};

using TensorId = std::int32_t;
inline constexpr TensorId kNoTensor = -1;  // an optional input that is absent

struct Tensor {
  std::string name;
  DataType type = DataType::kFloat32;
  std::vector<std::int32_t> shape;  // row-major, every dimension at least 1; empty for a scalar
  Quantization quantization;
  std::vector<std::byte> data;  // constants only; exactly elements() * bytes_per_element(type)

  bool constant() const { return !data.empty(); }
  std::size_t elements() const;
  std::size_t bytes() const { return elements() * bytes_per_element(type); }
  bool operator==(const Tensor&) const = default;
};

struct Operator {
  Attributes attributes;
  std::vector<TensorId> inputs;
  std::vector<TensorId> outputs;
  std::int32_t source_index = 0;  // its place in the file, for messages and per-layer reports
  bool operator==(const Operator&) const = default;
};

// TensorFlow Lite's name of the operator: "CONV_2D", ...
std::string_view name(const Operator& op);

// An operator as the file has it, also when nothing of it is left to run because all it read was
// constant: then its outputs are constants of the graph.
struct FileOperator {
  std::string name;  // TensorFlow Lite's, as the file says it: "SQUEEZE"
  std::vector<TensorId> outputs;
  bool operator==(const FileOperator&) const = default;
};

struct Graph {
  std::vector<Tensor> tensors;
  std::vector<Operator> operators;  // an order in which they can run
  std::vector<TensorId> inputs;
  std::vector<TensorId> outputs;
  // By source_index. Tensor numbers hold until a pass renames tensors (drop_unused_tensors), which
  // empties this list.
  std::vector<FileOperator> file_operators;

  Tensor& tensor(TensorId id) { return tensors[static_cast<std::size_t>(id)]; }
  const Tensor& tensor(TensorId id) const { return tensors[static_cast<std::size_t>(id)]; }
  bool is_float() const;       // the first input is float32, and no activation is int8
  std::uint64_t macs() const;  // multiply-accumulates of one run
  bool operator==(const Graph&) const = default;
};

}  // namespace ocellus::tools
