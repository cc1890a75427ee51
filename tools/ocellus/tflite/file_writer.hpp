// What export functions write with: the FlatBuffer under construction.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "schema_generated.h"
#include "tools/ocellus/graph/graph.hpp"
#include "tools/ocellus/tflite/builtin.hpp"

namespace ocellus::tools {

schema::ElementType element_type(DataType type);
schema::FusedActivation fused(Activation activation);

class FileWriter {
 public:
  // Writes the graph's tensors, which keep their numbers.
  explicit FileWriter(const Graph& graph);

  flatbuffers::FlatBufferBuilder& builder() { return builder_; }
  const Tensor& tensor(TensorId id) const { return graph_.tensor(id); }
  const Tensor& input(const Operator& op, std::size_t index = 0) const {
    return graph_.tensor(op.inputs[index]);
  }
  const Tensor& output(const Operator& op) const { return graph_.tensor(op.outputs[0]); }
  // Operator versions are TensorFlow Lite's: what a reader must know to run them. Most have one
  // for float32 and the next for int8.
  bool is_int8(const Operator& op) const { return input(op).type == DataType::kInt8; }
  std::int32_t int8_version(const Operator& op) const { return is_int8(op) ? 2 : 1; }

  // Beyond the graph's own: constants that attributes become, and results in between.
  TensorId write_tensor(const Tensor& tensor);
  TensorId write_integers(std::string name, std::vector<std::int32_t> shape,
                          const std::vector<std::int32_t>& values);
  // A list of them.
  TensorId write_integers(std::string name, const std::vector<std::int32_t>& values);

  void write_operator(Builtin code, std::int32_t version, const std::vector<TensorId>& inputs,
                      const std::vector<TensorId>& outputs,
                      schema::Options type = schema::Options::NONE,
                      flatbuffers::Offset<void> options = 0);
  void write_custom_operator(std::string_view name, const std::vector<TensorId>& inputs,
                             const std::vector<TensorId>& outputs,
                             const std::vector<std::uint8_t>& options);

  std::vector<std::byte> finish(std::string_view description);

 private:
  struct Kind {
    Builtin code;
    std::int32_t version;
    std::string custom_name;
    bool operator==(const Kind&) const = default;
  };
  std::uint32_t index_of(Kind kind);

  const Graph& graph_;
  flatbuffers::FlatBufferBuilder builder_{std::size_t{1} << 20};
  std::vector<flatbuffers::Offset<schema::Buffer>> buffers_;
  std::vector<flatbuffers::Offset<schema::Tensor>> tensors_;
  std::vector<flatbuffers::Offset<schema::Operator>> operators_;
  std::vector<Kind> kinds_;  // by first use
};

}  // namespace ocellus::tools
