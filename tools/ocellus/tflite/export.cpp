#include "tools/ocellus/tflite/export.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "schema_generated.h"
#include "tools/ocellus/file.hpp"
#include "tools/ocellus/tflite/builtin.hpp"
#include "tools/ocellus/tflite/import.hpp"
#include "tools/ocellus/tflite/padding.hpp"

namespace ocellus::tools {
namespace {

using flatbuffers::Offset;

schema::ElementType element_type(DataType type) {
  switch (type) {
    case DataType::kFloat32:
      return schema::ElementType::Float32;
    case DataType::kFloat16:
      return schema::ElementType::Float16;
    case DataType::kInt8:
      return schema::ElementType::Int8;
    case DataType::kUint8:
      return schema::ElementType::UInt8;
    case DataType::kInt16:
      return schema::ElementType::Int16;
    case DataType::kInt32:
      return schema::ElementType::Int32;
    case DataType::kInt64:
      return schema::ElementType::Int64;
    case DataType::kBool:
      return schema::ElementType::Bool;
  }
  return schema::ElementType::Float32;
}

schema::FusedActivation fused(Activation activation) {
  switch (activation) {
    case Activation::kNone:
      return schema::FusedActivation::None;
    case Activation::kRelu:
      return schema::FusedActivation::Relu;
    case Activation::kReluN1To1:
      return schema::FusedActivation::ReluN1To1;
    case Activation::kRelu6:
      return schema::FusedActivation::Relu6;
  }
  return schema::FusedActivation::None;
}

Builtin stand_alone(Unary kind) {
  switch (kind) {
    case Unary::kRelu:
      return Builtin::kRelu;
    case Unary::kReluN1To1:
      return Builtin::kReluN1To1;
    case Unary::kRelu6:
      return Builtin::kRelu6;
    case Unary::kHardSwish:
      return Builtin::kHardSwish;
    case Unary::kLogistic:
      return Builtin::kLogistic;
    case Unary::kTanh:
      return Builtin::kTanh;
    case Unary::kLeakyRelu:
      return Builtin::kLeakyRelu;
  }
  return Builtin::kRelu;
}

Tensor int32_constant(std::string name, std::vector<std::int32_t> shape,
                      const std::vector<std::int32_t>& values) {
  Tensor tensor;
  tensor.name = std::move(name);
  tensor.type = DataType::kInt32;
  tensor.shape = std::move(shape);
  tensor.data.resize(values.size() * sizeof(std::int32_t));
  std::memcpy(tensor.data.data(), values.data(), tensor.data.size());
  return tensor;
}

class Writer {
 public:
  explicit Writer(const Graph& graph) : graph_(graph) {
    buffers_.push_back(schema::CreateBuffer(builder_));
    for (const Tensor& tensor : graph.tensors) write_tensor(tensor);
    for (const Operator& op : graph.operators) {
      std::visit([&](const auto& attributes) { write(op, attributes); }, op.attributes);
    }
  }

  std::vector<std::byte> finish(std::string_view description) {
    const auto subgraph = schema::CreateSubGraph(
        builder_, builder_.CreateVector(tensors_), builder_.CreateVector(graph_.inputs),
        builder_.CreateVector(graph_.outputs), builder_.CreateVector(operators_),
        builder_.CreateString("main"));
    std::vector<Offset<schema::OperatorCode>> codes;
    for (const auto& [code, version] : kinds_) {
      const auto number = static_cast<std::int32_t>(code);
      codes.push_back(schema::CreateOperatorCode(
          builder_, static_cast<std::int8_t>(std::min(number, 127)), 0, version, number));
    }
    schema::FinishModelBuffer(
        builder_,
        schema::CreateModel(builder_, 3, builder_.CreateVector(codes),
                            builder_.CreateVector(std::vector<Offset<schema::SubGraph>>{subgraph}),
                            builder_.CreateString(description), builder_.CreateVector(buffers_)));
    const auto* const bytes = reinterpret_cast<const std::byte*>(builder_.GetBufferPointer());
    return {bytes, bytes + builder_.GetSize()};
  }

 private:
  TensorId write_tensor(const Tensor& tensor) {
    std::uint32_t buffer = 0;
    if (tensor.constant()) {
      buffer = static_cast<std::uint32_t>(buffers_.size());
      builder_.ForceVectorAlignment(tensor.data.size(), 1, 16);
      const auto data = builder_.CreateVector(
          reinterpret_cast<const std::uint8_t*>(tensor.data.data()), tensor.data.size());
      buffers_.push_back(schema::CreateBuffer(builder_, data));
    }
    Offset<schema::Quantization> quantization = 0;
    if (!tensor.quantization.empty()) {
      const std::vector<std::int64_t> zero_points(tensor.quantization.zero_points.begin(),
                                                  tensor.quantization.zero_points.end());
      const auto scales = builder_.CreateVector(tensor.quantization.scales);
      quantization = schema::CreateQuantization(
          builder_, 0, 0, scales, builder_.CreateVector(zero_points),
          schema::QuantizationDetails::NONE, 0, tensor.quantization.axis);
    }
    const auto shape = builder_.CreateVector(tensor.shape);
    tensors_.push_back(schema::CreateTensor(builder_, shape, element_type(tensor.type), buffer,
                                            builder_.CreateString(tensor.name), quantization));
    return static_cast<TensorId>(tensors_.size() - 1);
  }

  void write_operator(Builtin code, std::int32_t version, const std::vector<TensorId>& inputs,
                      const std::vector<TensorId>& outputs,
                      schema::Options type = schema::Options::NONE, Offset<void> options = 0) {
    const std::pair kind(code, version);
    const auto found = std::find(kinds_.begin(), kinds_.end(), kind);
    const auto index = static_cast<std::uint32_t>(found - kinds_.begin());
    if (found == kinds_.end()) kinds_.push_back(kind);
    const auto ins = builder_.CreateVector(inputs);
    const auto outs = builder_.CreateVector(outputs);
    operators_.push_back(schema::CreateOperator(builder_, index, ins, outs, type, options));
  }

  // Operator versions are TensorFlow Lite's: what a reader must know to run them.
  bool is_int8(const Operator& op) const {
    return graph_.tensor(op.outputs[0]).type == DataType::kInt8;
  }

  // PAD with these amounts of rows and columns, from `input` to a new tensor, which it returns.
  TensorId write_padding(TensorId input, const Padding& padding) {
    Tensor padded = graph_.tensor(input);
    padded.name += "/padded";
    padded.shape[1] += padding.top + padding.bottom;
    padded.shape[2] += padding.left + padding.right;
    const TensorId output = write_tensor(padded);
    write_pad(input, output,
              {.before = {0, padding.top, padding.left, 0},
               .after = {0, padding.bottom, padding.right, 0}},
              padded.type == DataType::kInt8);
    return output;
  }

  void write_pad(TensorId input, TensorId output, const PadAttributes& pad, bool int8) {
    std::vector<std::int32_t> amounts;
    for (std::size_t i = 0; i < pad.before.size(); ++i) {
      amounts.push_back(pad.before[i]);
      amounts.push_back(pad.after[i]);
    }
    const TensorId constant =
        write_tensor(int32_constant(graph_.tensor(input).name + "/paddings",
                                    {static_cast<std::int32_t>(pad.before.size()), 2}, amounts));
    write_operator(Builtin::kPad, int8 ? 2 : 1, {input, constant}, {output},
                   schema::Options::PadOptions, schema::CreatePadOptions(builder_).Union());
  }

  // A bias of zeros: TensorFlow Lite's interpreter refuses convolutions without one.
  TensorId write_zero_bias(const Operator& op) {
    const Tensor& output = graph_.tensor(op.outputs[0]);
    const std::int32_t channels = output.shape[3];
    Tensor bias = int32_constant(output.name + "/bias", {channels},
                                 std::vector<std::int32_t>(static_cast<std::size_t>(channels)));
    if (output.type == DataType::kFloat32) {
      bias.type = DataType::kFloat32;  // zeros are the same bytes
    } else {
      bias.quantization = graph_.tensor(op.inputs[1]).quantization;
      bias.quantization.axis = 0;
      for (float& scale : bias.quantization.scales) {
        scale *= graph_.tensor(op.inputs[0]).quantization.scales[0];
      }
    }
    return write_tensor(bias);
  }

  // The padding rule of a convolution, and its inputs: behind a PAD operator where no rule fits.
  template <typename Convolution>
  std::pair<schema::PaddingRule, std::vector<TensorId>> place_window(
      const Operator& op, const Convolution& convolution) {
    const Tensor& input = graph_.tensor(op.inputs[0]);
    const Tensor& filter = graph_.tensor(op.inputs[1]);
    const Tensor& output = graph_.tensor(op.outputs[0]);
    const Sliding rows = {input.shape[1], filter.shape[1], convolution.stride_y,
                          convolution.dilation_y};
    const Sliding columns = {input.shape[2], filter.shape[2], convolution.stride_x,
                             convolution.dilation_x};
    std::vector<TensorId> inputs = op.inputs;
    if (inputs[2] == kNoTensor) inputs[2] = write_zero_bias(op);
    if (convolution.padding == Padding{} && valid_positions(rows) == output.shape[1] &&
        valid_positions(columns) == output.shape[2]) {
      return {schema::PaddingRule::Valid, std::move(inputs)};
    }
    if (convolution.padding == same_padding(rows, columns) &&
        same_positions(rows) == output.shape[1] && same_positions(columns) == output.shape[2]) {
      return {schema::PaddingRule::Same, std::move(inputs)};
    }
    inputs[0] = write_padding(inputs[0], convolution.padding);
    return {schema::PaddingRule::Valid, std::move(inputs)};
  }

  void write(const Operator& op, const Conv2dAttributes& conv) {
    const auto [rule, inputs] = place_window(op, conv);
    const auto options =
        schema::CreateConv2DOptions(builder_, rule, conv.stride_x, conv.stride_y,
                                    fused(conv.activation), conv.dilation_x, conv.dilation_y);
    write_operator(Builtin::kConv2d, is_int8(op) ? 3 : 1, inputs, op.outputs,
                   schema::Options::Conv2DOptions, options.Union());
  }

  void write(const Operator& op, const DepthwiseConv2dAttributes& conv) {
    const auto [rule, inputs] = place_window(op, conv);
    const std::int32_t multiplier =
        graph_.tensor(op.outputs[0]).shape[3] / graph_.tensor(op.inputs[0]).shape[3];
    const auto options = schema::CreateDepthwiseConv2DOptions(
        builder_, rule, conv.stride_x, conv.stride_y, multiplier, fused(conv.activation),
        conv.dilation_x, conv.dilation_y);
    const bool dilated = conv.dilation_x != 1 || conv.dilation_y != 1;
    write_operator(Builtin::kDepthwiseConv2d,
                   is_int8(op) ? 3
                   : dilated   ? 2
                               : 1,
                   inputs, op.outputs, schema::Options::DepthwiseConv2DOptions, options.Union());
  }

  void write(const Operator& op, const ArithmeticAttributes& add) {
    write_operator(Builtin::kAdd, is_int8(op) ? 2 : 1, op.inputs, op.outputs,
                   schema::Options::AddOptions,
                   schema::CreateAddOptions(builder_, fused(add.activation)).Union());
  }

  void write(const Operator& op, const ReshapeAttributes&) {
    const Tensor& output = graph_.tensor(op.outputs[0]);
    const TensorId shape = write_tensor(int32_constant(
        output.name + "/shape", {static_cast<std::int32_t>(output.shape.size())}, output.shape));
    const auto options =
        schema::CreateReshapeOptions(builder_, builder_.CreateVector(output.shape));
    write_operator(Builtin::kReshape, 1, {op.inputs[0], shape}, op.outputs,
                   schema::Options::ReshapeOptions, options.Union());
  }

  void write(const Operator& op, const ConcatenationAttributes& concatenation) {
    write_operator(Builtin::kConcatenation, is_int8(op) ? 2 : 1, op.inputs, op.outputs,
                   schema::Options::ConcatenationOptions,
                   schema::CreateConcatenationOptions(builder_, concatenation.axis).Union());
  }

  void write(const Operator& op, const PadAttributes& pad) {
    write_pad(op.inputs[0], op.outputs[0], pad, is_int8(op));
  }

  void write(const Operator& op, const UnaryAttributes& activation) {
    write_operator(stand_alone(activation.kind),
                   is_int8(op) && activation.kind != Unary::kReluN1To1 ? 2 : 1, op.inputs,
                   op.outputs);
  }

  template <typename Other>
  void write(const Operator&, const Other&) {}

  const Graph& graph_;
  flatbuffers::FlatBufferBuilder builder_{std::size_t{1} << 20};
  std::vector<Offset<schema::Buffer>> buffers_;
  std::vector<Offset<schema::Tensor>> tensors_;
  std::vector<Offset<schema::Operator>> operators_;
  std::vector<std::pair<Builtin, std::int32_t>> kinds_;  // operator and version, by first use
};

}  // namespace

std::vector<std::byte> tflite_bytes(const Graph& graph, std::string_view description) {
  return Writer(graph).finish(description);
}

Result<Done> export_tflite(const Graph& graph, const std::string& path,
                           std::string_view description) {
  const std::vector<std::byte> bytes = tflite_bytes(graph, description);
  if (Result<Graph> checked = import_tflite(bytes, path); !checked.ok()) return checked.failure();
  return write_file(path, bytes);
}

}  // namespace ocellus::tools
