// An ONNX file being made from an int8 graph: values, constants and nodes.
//
// Quantized values are uint8: the byte of int8 plus 128, and so are zero points; the kernels of
// ONNX Runtime are fastest so. Arithmetic is written as ONNX's "QDQ": a float operator between
// DequantizeLinear and QuantizeLinear, which ONNX Runtime fuses into one on integers. What only
// moves or compares bytes stands between uint8 values directly.
#pragma once

#include <onnx.pb.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tools/ocellus/graph/graph.hpp"

namespace ocellus::tools {

struct OnnxAttribute {
  std::string_view name;
  std::variant<std::int64_t, float, std::vector<std::int64_t>, std::string_view> value;
};

using ValueName = std::string;

class OnnxWriter {
 public:
  explicit OnnxWriter(const Graph& graph);

  const Graph& graph() const { return graph_; }

  // The operator that what follows is named after, by its number and name in the file.
  void begin(const Operator& op);

  // A node with one output, which is returned. An empty name is an absent input.
  ValueName node(std::string_view type, std::span<const ValueName> inputs,
                 std::span<const OnnxAttribute> attributes = {});
  ValueName node(std::string_view type, std::initializer_list<ValueName> inputs,
                 std::initializer_list<OnnxAttribute> attributes = {});

  ValueName constant(onnx::Tensor::Type type, std::span<const std::int64_t> shape,
                     std::span<const std::byte> data);
  ValueName integers(const std::vector<std::int64_t>& values);  // a list of int64
  ValueName floats(std::span<const float> values, bool scalar);

  // The uint8 value of an activation, in ONNX's layout. `set` names what computes it.
  const ValueName& bytes_of(TensorId id) const { return values_.at(id); }
  void set(TensorId id, ValueName value) { values_[id] = std::move(value); }
  // The same in the file's own order of elements. A Transpose stands there even where the order is
  // the same in both: ONNX Runtime cancels it against its own, which a Reshape would keep apart.
  ValueName in_file_order(TensorId id);
  void set_in_file_order(TensorId id, ValueName value);

  // Real numbers: of an activation, or of any uint8 value with the scale of tensor `id`.
  ValueName real(TensorId id);
  ValueName dequantized(const ValueName& bytes, TensorId id);
  // uint8 again, with the scale of tensor `id`. Where the activation's bounds are not the ends of
  // uint8, a Clip follows and is counted.
  ValueName quantized(const ValueName& real, TensorId id, Activation activation);
  ValueName clipped(const ValueName& bytes, TensorId id, Activation activation);

  ValueName reshaped(const ValueName& value, const std::vector<std::int64_t>& shape);
  ValueName transposed(const ValueName& value, std::span<const std::int64_t> order);
  ValueName zero_point(TensorId id);

  // Operators whose activation is a Clip: "12 CONV_2D".
  const std::vector<std::string>& clips() const { return clips_; }

  // Inputs and outputs of the file, in its own layout.
  void add_inputs();
  void add_outputs();
  std::vector<std::byte> finish(std::string_view description);

 private:
  std::string fresh(std::string_view what);
  void describe(onnx::Value& value, const ValueName& name, const Tensor& tensor);
  ValueName scale(TensorId id);

  const Graph& graph_;
  onnx::Model model_;
  std::string stem_;
  std::map<TensorId, ValueName> values_;
  std::map<TensorId, ValueName> reals_;
  std::map<std::string, int> names_;  // how often each was asked for
  std::vector<std::string> clips_;
};

// The zero point as uint8.
inline std::uint8_t onnx_zero_point(const Tensor& tensor) {
  return static_cast<std::uint8_t>(tensor.quantization.zero_points[0] + 128);
}

}  // namespace ocellus::tools
