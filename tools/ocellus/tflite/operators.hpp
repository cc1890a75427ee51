// From an operator of a file to one of the graph: a table with a row for each that is understood.
//
// To add one: give it an attributes struct in ../graph/graph.hpp, a number in builtin.hpp, an
// import function, and a row in kImporters (operators.cpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "tools/ocellus/graph/graph.hpp"
#include "tools/ocellus/tflite/builtin.hpp"
#include "tools/ocellus/tflite/tensors.hpp"

namespace ocellus::tools {

namespace schema {
struct Operator;
}

// An operator being imported. Its tensors are loaded, its inputs have values.
struct OperatorSource {
  const schema::Operator& op;
  Graph& graph;
  TensorReader& tensors;
  std::vector<TensorId> inputs;  // kNoTensor where absent; an import function leaves here those
                                 // that the graph's operator reads
  TensorId output;

  const Tensor& input(std::size_t index) const { return graph.tensor(inputs[index]); }
  const Tensor& result() const { return graph.tensor(output); }
};

struct OperatorImporter {
  Builtin code;
  std::int32_t newest_version;  // of the operator in the format that this reader knows
  std::size_t least_inputs;     // that many are there and not kNoTensor
  std::size_t most_inputs;
  // Checks everything about the operator and fills in `made`, which stays empty when the operator
  // only rewrote a constant: then its output has data and nothing needs to run.
  Refusal (*import)(OperatorSource& source, std::optional<Attributes>& made);
};

// nullptr when there is no row for this code.
const OperatorImporter* find_importer(std::int32_t code);

// What several importers check.

// `tensor` is computed, float32 or int8, and int8 has one scale.
Refusal check_file_activation(const Tensor& tensor);
// Both are activations of one type; for int8 with equal scale and zero point, because the operator
// moves values without changing them.
Refusal check_same_values(const Tensor& input, const Tensor& output);
// The graph's form of a fused activation function, a number in the file.
Refusal fused_activation(std::int32_t code, Activation& made);

// In import_convolution.cpp.
Refusal import_conv2d(OperatorSource& source, std::optional<Attributes>& made);
Refusal import_depthwise_conv2d(OperatorSource& source, std::optional<Attributes>& made);

}  // namespace ocellus::tools
