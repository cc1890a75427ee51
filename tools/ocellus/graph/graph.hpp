// The graph between import and emission: tensors and operators in execution order.
//
// One form serves float and int8 models. After import a graph holds what the file says, with fp16
// and sparse constants already turned into plain ones; later passes only ever make it simpler.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

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

enum class Activation : std::uint8_t { kNone, kRelu, kReluN1To1, kRelu6 };

// What lies before the first and after the last row and column, in pixels: SAME and VALID and
// folded PAD operators all become this.
struct Padding {
  std::int32_t top = 0, bottom = 0, left = 0, right = 0;
  bool operator==(const Padding&) const = default;
};

struct Conv2dAttributes {  // inputs: activation NHWC, filter OHWI, bias or kNoTensor
  std::int32_t stride_y = 1, stride_x = 1;
  std::int32_t dilation_y = 1, dilation_x = 1;
  Padding padding = {};
  Activation activation = Activation::kNone;
  bool operator==(const Conv2dAttributes&) const = default;
};
struct DepthwiseConv2dAttributes {  // inputs: activation NHWC, filter 1HWC, bias or kNoTensor
  std::int32_t stride_y = 1, stride_x = 1;
  std::int32_t dilation_y = 1, dilation_x = 1;
  Padding padding = {};
  Activation activation = Activation::kNone;
  bool operator==(const DepthwiseConv2dAttributes&) const = default;
};
struct AddAttributes {  // inputs: two activations of equal shape
  Activation activation = Activation::kNone;
  bool operator==(const AddAttributes&) const = default;
};
struct ReshapeAttributes {  // inputs: activation (the new shape is the output's)
  bool operator==(const ReshapeAttributes&) const = default;
};
struct ConcatenationAttributes {
  std::int32_t axis = 0;  // counted from the front
  bool operator==(const ConcatenationAttributes&) const = default;
};
struct PadAttributes {  // inputs: activation; zeros in real units, per dimension before and after
  std::vector<std::int32_t> before, after;
  bool operator==(const PadAttributes&) const = default;
};
struct ActivationAttributes {  // a RELU, RELU6 or RELU_N1_TO_1 that stands alone
  Activation activation = Activation::kRelu;
  bool operator==(const ActivationAttributes&) const = default;
};

using Attributes =
    std::variant<Conv2dAttributes, DepthwiseConv2dAttributes, AddAttributes, ReshapeAttributes,
                 ConcatenationAttributes, PadAttributes, ActivationAttributes>;

struct Operator {
  Attributes attributes;
  std::vector<TensorId> inputs;
  std::vector<TensorId> outputs;
  std::int32_t source_index = 0;  // its place in the file, for messages and per-layer reports
  bool operator==(const Operator&) const = default;
};

// TensorFlow Lite's name of the operator: "CONV_2D", ...
std::string_view name(const Operator& op);

struct Graph {
  std::vector<Tensor> tensors;
  std::vector<Operator> operators;  // an order in which they can run
  std::vector<TensorId> inputs;
  std::vector<TensorId> outputs;

  Tensor& tensor(TensorId id) { return tensors[static_cast<std::size_t>(id)]; }
  const Tensor& tensor(TensorId id) const { return tensors[static_cast<std::size_t>(id)]; }
  bool is_float() const;       // the first input is a float tensor
  std::uint64_t macs() const;  // multiply-accumulates of one run
  bool operator==(const Graph&) const = default;
};

}  // namespace ocellus::tools
