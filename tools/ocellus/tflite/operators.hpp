// From an operator of a file to one of the graph: a table with a row for each that is understood.
//
// To add one: give it an attributes struct in ../graph/attributes.hpp, a number in builtin.hpp, an
// import function in one of the files named below, and a row in kImporters (operators.cpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
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
  std::vector<TensorId> outputs;

  const Tensor& input(std::size_t index) const { return graph.tensor(inputs[index]); }
  const Tensor& result(std::size_t index = 0) const { return graph.tensor(outputs[index]); }
  bool has_input(std::size_t index) const {
    return index < inputs.size() && inputs[index] != kNoTensor;
  }
  // Whether all inputs that are there are constants.
  bool reads_constants() const;
  // Makes the first output a constant; the operator needs not run.
  Refusal fold(std::vector<std::byte> data);
};

// Checks everything about the operator and fills in `made`, which stays empty when the operator
// only rewrote a constant: then its output has data and nothing needs to run.
using ImportFunction = Refusal (*)(OperatorSource& source, std::optional<Attributes>& made);

// As many inputs as the file has, none of them absent; or as many outputs.
inline constexpr std::size_t kMany = 1024;

struct OperatorImporter {
  Builtin code;
  std::int32_t newest_version;  // of the operator in the format that this reader knows
  std::size_t least_inputs;     // that many are there; those behind them may be kNoTensor
  std::size_t most_inputs;
  ImportFunction import;
  std::size_t least_outputs = 1;
  std::size_t most_outputs = 1;
  std::string_view custom_name = {};  // of Builtin::kCustom
};

// nullptr when there is no row for this code. `custom_name` is looked at for custom ones only.
const OperatorImporter* find_importer(std::int32_t code, std::string_view custom_name);

// In import_convolution.cpp.
Refusal import_conv2d(OperatorSource& source, std::optional<Attributes>& made);
Refusal import_depthwise_conv2d(OperatorSource& source, std::optional<Attributes>& made);

// In import_transpose_conv.cpp.
Refusal import_transpose_conv(OperatorSource& source, std::optional<Attributes>& made);
Refusal import_transpose_conv_bias(OperatorSource& source, std::optional<Attributes>& made);

// In import_fully_connected.cpp.
Refusal import_fully_connected(OperatorSource& source, std::optional<Attributes>& made);

// In import_elementwise.cpp.
Refusal import_add(OperatorSource& source, std::optional<Attributes>& made);
Refusal import_sub(OperatorSource& source, std::optional<Attributes>& made);
Refusal import_mul(OperatorSource& source, std::optional<Attributes>& made);
Refusal import_maximum(OperatorSource& source, std::optional<Attributes>& made);
Refusal import_minimum(OperatorSource& source, std::optional<Attributes>& made);
Refusal import_prelu(OperatorSource& source, std::optional<Attributes>& made);
Refusal import_leaky_relu(OperatorSource& source, std::optional<Attributes>& made);

// In import_activation.cpp.
Refusal import_relu(OperatorSource& source, std::optional<Attributes>& made);
Refusal import_relu_n1_to_1(OperatorSource& source, std::optional<Attributes>& made);
Refusal import_relu6(OperatorSource& source, std::optional<Attributes>& made);
Refusal import_hard_swish(OperatorSource& source, std::optional<Attributes>& made);
Refusal import_logistic(OperatorSource& source, std::optional<Attributes>& made);
Refusal import_tanh(OperatorSource& source, std::optional<Attributes>& made);
Refusal import_softmax(OperatorSource& source, std::optional<Attributes>& made);
Refusal import_l2_normalization(OperatorSource& source, std::optional<Attributes>& made);

// In import_quantize.cpp.
Refusal import_quantize(OperatorSource& source, std::optional<Attributes>& made);
Refusal import_dequantize(OperatorSource& source, std::optional<Attributes>& made);

// In import_constant.cpp.
Refusal import_densify(OperatorSource& source, std::optional<Attributes>& made);
Refusal import_shape(OperatorSource& source, std::optional<Attributes>& made);
Refusal import_cast(OperatorSource& source, std::optional<Attributes>& made);

// In import_window.cpp.
Refusal import_average_pool2d(OperatorSource& source, std::optional<Attributes>& made);
Refusal import_max_pool2d(OperatorSource& source, std::optional<Attributes>& made);
Refusal import_resize_bilinear(OperatorSource& source, std::optional<Attributes>& made);
Refusal import_resize_nearest_neighbor(OperatorSource& source, std::optional<Attributes>& made);

// In import_reduce.cpp.
Refusal import_mean(OperatorSource& source, std::optional<Attributes>& made);
Refusal import_sum(OperatorSource& source, std::optional<Attributes>& made);
Refusal import_reduce_max(OperatorSource& source, std::optional<Attributes>& made);
Refusal import_arg_max(OperatorSource& source, std::optional<Attributes>& made);

// In import_shape.cpp.
Refusal import_reshape(OperatorSource& source, std::optional<Attributes>& made);
Refusal import_squeeze(OperatorSource& source, std::optional<Attributes>& made);
Refusal import_expand_dims(OperatorSource& source, std::optional<Attributes>& made);
Refusal import_transpose(OperatorSource& source, std::optional<Attributes>& made);
Refusal import_gather(OperatorSource& source, std::optional<Attributes>& made);

// In import_join.cpp.
Refusal import_concatenation(OperatorSource& source, std::optional<Attributes>& made);
Refusal import_pack(OperatorSource& source, std::optional<Attributes>& made);
Refusal import_unpack(OperatorSource& source, std::optional<Attributes>& made);
Refusal import_split(OperatorSource& source, std::optional<Attributes>& made);
Refusal import_split_v(OperatorSource& source, std::optional<Attributes>& made);

// In import_pad.cpp.
Refusal import_pad(OperatorSource& source, std::optional<Attributes>& made);
Refusal import_pad_v2(OperatorSource& source, std::optional<Attributes>& made);
Refusal import_mirror_pad(OperatorSource& source, std::optional<Attributes>& made);

// In import_slice.cpp.
Refusal import_slice(OperatorSource& source, std::optional<Attributes>& made);
Refusal import_strided_slice(OperatorSource& source, std::optional<Attributes>& made);

// In import_block.cpp.
Refusal import_space_to_depth(OperatorSource& source, std::optional<Attributes>& made);
Refusal import_depth_to_space(OperatorSource& source, std::optional<Attributes>& made);
Refusal import_space_to_batch_nd(OperatorSource& source, std::optional<Attributes>& made);
Refusal import_batch_to_space_nd(OperatorSource& source, std::optional<Attributes>& made);

// In import_post_process.cpp.
Refusal import_detection_post_process(OperatorSource& source, std::optional<Attributes>& made);

}  // namespace ocellus::tools
