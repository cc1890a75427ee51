#include "tools/ocellus/tflite/file_writer.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace ocellus::tools {

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

FileWriter::FileWriter(const Graph& graph) : graph_(graph) {
  buffers_.push_back(schema::CreateBuffer(builder_));
  for (const Tensor& tensor : graph.tensors) write_tensor(tensor);
}

std::vector<std::byte> FileWriter::finish(std::string_view description) {
  // Every part by a name of its own: the order of a call's arguments is the compiler's choice, and
  // the file's bytes would be too.
  const auto tensors = builder_.CreateVector(tensors_);
  const auto inputs = builder_.CreateVector(graph_.inputs);
  const auto outputs = builder_.CreateVector(graph_.outputs);
  const auto operators = builder_.CreateVector(operators_);
  const auto name = builder_.CreateString("main");
  const auto subgraph = schema::CreateSubGraph(builder_, tensors, inputs, outputs, operators, name);
  std::vector<flatbuffers::Offset<schema::OperatorCode>> codes;
  for (const Kind& kind : kinds_) {
    const auto number = static_cast<std::int32_t>(kind.code);
    flatbuffers::Offset<flatbuffers::String> custom = 0;
    if (!kind.custom_name.empty()) custom = builder_.CreateString(kind.custom_name);
    codes.push_back(schema::CreateOperatorCode(
        builder_, static_cast<std::int8_t>(std::min(number, 127)), custom, kind.version, number));
  }
  const auto all_codes = builder_.CreateVector(codes);
  const auto subgraphs =
      builder_.CreateVector(std::vector<flatbuffers::Offset<schema::SubGraph>>{subgraph});
  const auto about = builder_.CreateString(description);
  const auto buffers = builder_.CreateVector(buffers_);
  schema::FinishModelBuffer(builder_,
                            schema::CreateModel(builder_, 3, all_codes, subgraphs, about, buffers));
  const auto* const bytes = reinterpret_cast<const std::byte*>(builder_.GetBufferPointer());
  return {bytes, bytes + builder_.GetSize()};
}

TensorId FileWriter::write_tensor(const Tensor& tensor) {
  std::uint32_t buffer = 0;
  if (tensor.constant()) {
    buffer = static_cast<std::uint32_t>(buffers_.size());
    builder_.ForceVectorAlignment(tensor.data.size(), 1, 16);
    const auto data = builder_.CreateVector(
        reinterpret_cast<const std::uint8_t*>(tensor.data.data()), tensor.data.size());
    buffers_.push_back(schema::CreateBuffer(builder_, data));
  }
  flatbuffers::Offset<schema::Quantization> quantization = 0;
  if (!tensor.quantization.empty()) {
    const std::vector<std::int64_t> zero_points(tensor.quantization.zero_points.begin(),
                                                tensor.quantization.zero_points.end());
    const auto scales = builder_.CreateVector(tensor.quantization.scales);
    quantization =
        schema::CreateQuantization(builder_, 0, 0, scales, builder_.CreateVector(zero_points),
                                   schema::QuantizationDetails::NONE, 0, tensor.quantization.axis);
  }
  const auto shape = builder_.CreateVector(tensor.shape);
  tensors_.push_back(schema::CreateTensor(builder_, shape, element_type(tensor.type), buffer,
                                          builder_.CreateString(tensor.name), quantization));
  return static_cast<TensorId>(tensors_.size() - 1);
}

TensorId FileWriter::write_integers(std::string name, std::vector<std::int32_t> shape,
                                    const std::vector<std::int32_t>& values) {
  Tensor tensor;
  tensor.name = std::move(name);
  tensor.type = DataType::kInt32;
  tensor.shape = std::move(shape);
  tensor.data.resize(values.size() * sizeof(std::int32_t));
  std::memcpy(tensor.data.data(), values.data(), tensor.data.size());
  return write_tensor(tensor);
}

TensorId FileWriter::write_integers(std::string name, const std::vector<std::int32_t>& values) {
  return write_integers(std::move(name), {static_cast<std::int32_t>(values.size())}, values);
}

std::uint32_t FileWriter::index_of(Kind kind) {
  const auto found = std::find(kinds_.begin(), kinds_.end(), kind);
  const auto index = static_cast<std::uint32_t>(found - kinds_.begin());
  if (found == kinds_.end()) kinds_.push_back(std::move(kind));
  return index;
}

void FileWriter::write_operator(Builtin code, std::int32_t version,
                                const std::vector<TensorId>& inputs,
                                const std::vector<TensorId>& outputs, schema::Options type,
                                flatbuffers::Offset<void> options) {
  const auto ins = builder_.CreateVector(inputs);
  const auto outs = builder_.CreateVector(outputs);
  operators_.push_back(
      schema::CreateOperator(builder_, index_of({code, version, {}}), ins, outs, type, options));
}

void FileWriter::write_custom_operator(std::string_view name, const std::vector<TensorId>& inputs,
                                       const std::vector<TensorId>& outputs,
                                       const std::vector<std::uint8_t>& options) {
  const auto ins = builder_.CreateVector(inputs);
  const auto outs = builder_.CreateVector(outputs);
  const auto bytes = builder_.CreateVector(options);
  operators_.push_back(schema::CreateOperator(builder_,
                                              index_of({Builtin::kCustom, 1, std::string(name)}),
                                              ins, outs, schema::Options::NONE, 0, bytes));
}

}  // namespace ocellus::tools
