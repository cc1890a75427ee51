#include "tools/ocellus/tflite/import.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <filesystem>

#include "schema_generated.h"
#include "tools/ocellus/graph/fold.hpp"
#include "tools/ocellus/tflite/export.hpp"
#include "tools/ocellus/tflite/half.hpp"
#include "tools/ocellus/tflite/sample_graphs.hpp"
#include "tools/ocellus/tflite/sample_operators.hpp"

namespace ocellus::tools {
namespace {

SampleGraph sample(DataType type, std::string_view name) {
  for (SampleGraph& candidate : sample_graphs(type)) {
    if (candidate.name == name) return std::move(candidate);
  }
  ADD_FAILURE() << "no sample " << name;
  return {};
}

std::vector<std::byte> packed(const schema::ModelT& model) {
  flatbuffers::FlatBufferBuilder builder;
  schema::FinishModelBuffer(builder, schema::Model::Pack(builder, &model));
  const auto* const bytes = reinterpret_cast<const std::byte*>(builder.GetBufferPointer());
  return {bytes, bytes + builder.GetSize()};
}

// Only whether it is found out matters; that nothing else happens, the sanitizers see.
bool accepted(std::span<const std::byte> bytes) {
  // A block of its own, so that reading past the end is noticed.
  const std::vector<std::byte> block(bytes.begin(), bytes.end());
  Result<Graph> graph = import_tflite(block, "sample");
  EXPECT_TRUE(graph.ok() || !graph.failure().line().empty());
  if (graph.ok()) simplify(graph.value());
  return graph.ok();
}

TEST(Import, ReadsTheRealDetector) {
  const std::string path = OCELLUS_FLOAT_MODEL;
  if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is missing: run tools/fetch model";
  Result<Graph> read = import_tflite(path);
  ASSERT_TRUE(read.ok()) << read.failure().line();
  Graph& graph = read.value();
  EXPECT_TRUE(graph.is_float());
  EXPECT_EQ(graph.operators.size(), 97u);
  EXPECT_NEAR(static_cast<double>(graph.macs()) / 1e6, 673.0, 0.05);
  ASSERT_EQ(graph.inputs.size(), 1u);
  EXPECT_EQ(graph.tensor(graph.inputs[0]).shape, (std::vector<std::int32_t>{1, 300, 300, 3}));
  ASSERT_EQ(graph.outputs.size(), 2u);
  std::size_t parameters = 0;
  for (const Tensor& tensor : graph.tensors) parameters += tensor.data.size() / sizeof(float);
  EXPECT_NEAR(static_cast<double>(parameters) / 1e6, 4.95, 0.02);
}

TEST(Import, TurnsHalfPrecisionConstantsIntoFloats) {
  const Graph graph = sample(DataType::kFloat32, "conv2d-valid").graph;
  schema::ModelT model;
  schema::GetModel(tflite_bytes(graph, "").data())->UnPackTo(&model);
  schema::SubGraphT& subgraph = *model.subgraphs[0];
  // The filter, tensor 1, is to come from a new tensor of halves by DEQUANTIZE.
  const std::vector<std::uint8_t> floats = model.buffers[subgraph.tensors[1]->buffer]->data;
  auto halves = std::make_unique<schema::TensorT>();
  halves->shape = subgraph.tensors[1]->shape;
  halves->type = schema::ElementType::Float16;
  halves->buffer = static_cast<std::uint32_t>(model.buffers.size());
  auto data = std::make_unique<schema::BufferT>();
  for (std::size_t i = 0; i < floats.size() / 4; ++i) {
    data->data.push_back(static_cast<std::uint8_t>(i));
    data->data.push_back(0x3c);  // 1 + i / 1024
  }
  model.buffers.push_back(std::move(data));
  subgraph.tensors[1]->buffer = 0;
  subgraph.tensors.push_back(std::move(halves));
  auto kind = std::make_unique<schema::OperatorCodeT>();
  kind->code = kind->code_up_to_127 = 6;
  kind->version = 3;
  model.codes.push_back(std::move(kind));
  auto dequantize = std::make_unique<schema::OperatorT>();
  dequantize->code = 1;
  dequantize->inputs = {static_cast<std::int32_t>(subgraph.tensors.size()) - 1};
  dequantize->outputs = {1};
  subgraph.operators.insert(subgraph.operators.begin(), std::move(dequantize));

  Result<Graph> read = import_tflite(packed(model), "sample");
  ASSERT_TRUE(read.ok()) << read.failure().line();
  ASSERT_EQ(read.value().operators.size(), 1u);
  EXPECT_EQ(read.value().operators[0].source_index, 1);
  EXPECT_EQ(read.value().tensors.size(), graph.tensors.size());
  const Tensor& filter = read.value().tensor(read.value().operators[0].inputs[1]);
  EXPECT_EQ(filter.type, DataType::kFloat32);
  for (std::size_t i = 0; i < filter.elements(); ++i) {
    float value = 0;
    std::memcpy(&value, &filter.data[i * 4], 4);
    ASSERT_EQ(value, 1.0f + static_cast<float>(i % 256) / 1024);
  }
}

TEST(Import, OneScaleForAWholeFilterBecomesOnePerChannel) {
  Graph graph = sample(DataType::kInt8, "depthwise-valid").graph;
  Tensor& filter = graph.tensor(graph.operators[0].inputs[1]);
  filter.quantization = {{0.01f}, {0}, 0};
  graph.tensor(graph.operators[0].inputs[2]).quantization = {};
  const Result<Graph> read = import_tflite(tflite_bytes(graph, ""), "sample");
  ASSERT_TRUE(read.ok()) << read.failure().line();
  const Quantization expected = {std::vector(6, 0.01f), std::vector(6, 0), 3};
  EXPECT_EQ(read.value().tensor(read.value().operators[0].inputs[1]).quantization, expected);
}

// A file with operators put before or behind those of a sample.
struct Extended {
  schema::ModelT model;

  explicit Extended(const Graph& graph) {
    schema::GetModel(tflite_bytes(graph, "").data())->UnPackTo(&model);
  }
  schema::SubGraphT& subgraph() { return *model.subgraphs[0]; }
  std::int32_t tensor(schema::ElementType type, std::vector<std::int32_t> shape,
                      std::vector<std::uint8_t> data = {}) {
    auto made = std::make_unique<schema::TensorT>();
    made->type = type;
    made->shape = std::move(shape);
    if (!data.empty()) {
      made->buffer = static_cast<std::uint32_t>(model.buffers.size());
      model.buffers.push_back(std::make_unique<schema::BufferT>());
      model.buffers.back()->data = std::move(data);
    }
    subgraph().tensors.push_back(std::move(made));
    return static_cast<std::int32_t>(subgraph().tensors.size()) - 1;
  }
  // Before all others when `position` is 0.
  schema::OperatorT& insert(std::size_t position, std::int8_t code,
                            std::vector<std::int32_t> inputs, std::int32_t output) {
    auto kind = std::make_unique<schema::OperatorCodeT>();
    kind->code_up_to_127 = code;  // all that old files have
    model.codes.push_back(std::move(kind));
    auto made = std::make_unique<schema::OperatorT>();
    made->code = static_cast<std::uint32_t>(model.codes.size() - 1);
    made->inputs = std::move(inputs);
    made->outputs = {output};
    auto& operators = subgraph().operators;
    const auto at = operators.begin() + static_cast<std::ptrdiff_t>(position);
    return **operators.insert(at, std::move(made));
  }
};

std::vector<std::uint8_t> bytes_of(const std::vector<std::int32_t>& values) {
  std::vector<std::uint8_t> data(values.size() * 4);
  std::memcpy(data.data(), values.data(), data.size());
  return data;
}

// 2 x 4 in blocks of 1 x 2, rows dense, blocks in a row compressed: [0 0 5 6; 7 8 0 0].
TEST(Import, DecodesSparseConstants) {
  Extended file(sample_operators(DataType::kInt8).front().graph);
  const std::int32_t sparse = file.tensor(schema::ElementType::Int8, {2, 4}, {5, 6, 7, 8});
  const std::int32_t dense = file.tensor(schema::ElementType::Int8, {2, 4});
  auto sparsity = std::make_unique<schema::SparsityT>();
  sparsity->traversal_order = {0, 1, 2};
  sparsity->block_map = {1};
  for (int i = 0; i < 3; ++i) {
    sparsity->dimensions.push_back(std::make_unique<schema::SparseDimensionT>());
  }
  sparsity->dimensions[0]->dense_size = 2;
  schema::SparseDimensionT& columns = *sparsity->dimensions[1];
  columns.format = schema::DimensionFormat::SparseCsr;
  schema::IndicesUInt8T segments, indices;
  segments.values = {0, 1, 2};
  indices.values = {1, 0};
  columns.segments.Set(segments);
  columns.indices.Set(indices);
  sparsity->dimensions[2]->dense_size = 2;
  file.subgraph().tensors[static_cast<std::size_t>(sparse)]->sparsity = std::move(sparsity);
  file.insert(0, 124, {sparse}, dense);
  Result<Graph> read = import_tflite(packed(file.model), "sample");
  ASSERT_TRUE(read.ok()) << read.failure().line();
  const FileOperator& listed = read.value().file_operators[0];
  EXPECT_EQ(listed.name, "DENSIFY");
  const Tensor& made = read.value().tensor(listed.outputs[0]);
  std::vector<int> values;
  for (const std::byte value : made.data) values.push_back(static_cast<int>(value));
  EXPECT_EQ(values, (std::vector<int>{0, 0, 5, 6, 7, 8, 0, 0}));
  EXPECT_EQ(read.value().operators.size(), 1u);

  // An index outside, and rows that are not in order.
  auto& levels = file.subgraph().tensors[static_cast<std::size_t>(sparse)]->sparsity->dimensions;
  levels[1]->indices.AsIndicesUInt8()->values = {2, 0};
  EXPECT_FALSE(import_tflite(packed(file.model), "sample").ok());
  levels[1]->indices.AsIndicesUInt8()->values = {1, 0};
  levels[1]->segments.AsIndicesUInt8()->values = {0, 2, 1};
  EXPECT_FALSE(import_tflite(packed(file.model), "sample").ok());
}

// SHAPE, STRIDED_SLICE and PACK compute a RESHAPE's new shape from that of the input.
TEST(Import, FoldsWhatFollowsFromShapes) {
  Extended file(sample(DataType::kInt8, "reshape").graph);  // [1, 4, 6, 2] to [1, 12, 4]
  using Type = schema::ElementType;
  const std::int32_t shape = file.tensor(Type::Int32, {4}), first = file.tensor(Type::Int32, {});
  const std::int32_t packed_shape = file.tensor(Type::Int32, {3});
  const std::int32_t zero = file.tensor(Type::Int32, {1}, bytes_of({0}));
  const std::int32_t one = file.tensor(Type::Int32, {1}, bytes_of({1}));
  const std::int32_t twelve = file.tensor(Type::Int32, {}, bytes_of({12}));
  const std::int32_t four = file.tensor(Type::Int32, {}, bytes_of({4}));
  file.insert(0, 77, {0}, shape);
  schema::StridedSliceOptionsT options;
  options.shrink_axis_mask = 1;
  file.insert(1, 45, {shape, zero, one, one}, first).options.Set(options);
  file.insert(2, 83, {first, twelve, four}, packed_shape).options.Set(schema::PackOptionsT());
  file.subgraph().operators[3]->inputs[1] = packed_shape;
  const Result<Graph> read = import_tflite(packed(file.model), "sample");
  ASSERT_TRUE(read.ok()) << read.failure().line();
  EXPECT_EQ(read.value().operators.size(), 1u);
  EXPECT_EQ(read.value().operators[0].source_index, 3);
  ASSERT_EQ(read.value().file_operators.size(), 4u);
  EXPECT_EQ(read.value().file_operators[2].name, "PACK");
  const Tensor& made = read.value().tensor(read.value().file_operators[2].outputs[0]);
  const std::vector<std::int32_t> expected = {1, 12, 4};
  ASSERT_EQ(made.data.size(), 12u);
  EXPECT_EQ(std::memcmp(made.data.data(), expected.data(), 12), 0);
}

// What converters leave in files beside the model.
TEST(Import, PassesOverWhatDoesNotMatter) {
  Extended file(sample(DataType::kInt8, "add").graph);
  file.tensor(schema::ElementType::String, {3, 0, -1});  // nobody reads it
  file.model.codes[0]->code = 0;
  file.model.metadata.push_back(std::make_unique<schema::MetadataT>());
  file.model.metadata[0]->name = "min_runtime_version";
  for (auto& tensor : file.subgraph().tensors) {
    tensor->shape_signature = {-1, 5, 5, 3};
    if (tensor->quantization) {
      tensor->quantization->min = {-1};
      tensor->quantization->max = {1};
    }
  }
  file.subgraph().tensors[0]->quantization->zero_point.clear();
  const Result<Graph> read = import_tflite(packed(file.model), "sample");
  ASSERT_TRUE(read.ok()) << read.failure().line();
  EXPECT_EQ(read.value().tensors.size(), 4u);
  EXPECT_EQ(read.value().tensor(0).quantization.zero_points, std::vector<std::int32_t>{0});
}

TEST(Import, ReadsTheTransposedConvolutionOfMediaPipe) {
  for (SampleGraph& candidate : sample_operators(DataType::kFloat32)) {
    if (candidate.name != "transpose-conv-same") continue;
    std::get<TransposeConvAttributes>(candidate.graph.operators[0].attributes).activation =
        Activation::kNone;
    Extended file(candidate.graph);
    schema::OperatorCodeT& kind = *file.model.codes[0];
    kind.code = kind.code_up_to_127 = 32;
    kind.version = 1;
    kind.custom_name = "Convolution2DTransposeBias";
    schema::OperatorT& op = *file.subgraph().operators[0];
    op.inputs = {0, 1, 2};
    op.options.Reset();
    op.custom_options = bytes_of({1, 2, 2});  // SAME
    const Result<Graph> read = import_tflite(packed(file.model), "sample");
    ASSERT_TRUE(read.ok()) << read.failure().line();
    EXPECT_EQ(read.value().operators, candidate.graph.operators);
    EXPECT_EQ(read.value().file_operators[0].name, "Convolution2DTransposeBias");
    op.custom_options.resize(8);
    EXPECT_FALSE(import_tflite(packed(file.model), "sample").ok());
  }
}

TEST(Import, BytesMayStartAnywhere) {
  const std::vector<std::byte> bytes = tflite_bytes(sample(DataType::kInt8, "network").graph, "");
  std::vector<std::byte> moved(bytes.size() + 1);
  std::copy(bytes.begin(), bytes.end(), moved.begin() + 1);
  EXPECT_TRUE(import_tflite(std::span(moved).subspan(1), "sample").ok());
}

TEST(Import, EveryTruncationIsRefused) {
  const std::vector<std::byte> bytes = tflite_bytes(sample(DataType::kInt8, "add").graph, "");
  ASSERT_TRUE(accepted(bytes));
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    // The last bytes may be filling.
    const bool whole = accepted(std::span(bytes).first(size));
    EXPECT_TRUE(!whole || size + 16 >= bytes.size()) << size;
  }
}

TEST(Import, SurvivesEveryFlippedBit) {
  for (const char* name : {"conv2d-explicit", "concatenation", "reshape"}) {
    std::vector<std::byte> bytes = tflite_bytes(sample(DataType::kInt8, name).graph, "");
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      for (int bit = 0; bit < 8; ++bit) {
        bytes[i] ^= std::byte{1} << bit;
        (void)accepted(bytes);
        bytes[i] ^= std::byte{1} << bit;
      }
    }
  }
}

TEST(Import, SurvivesFlippedBitsOfEveryOperator) {
  for (const SampleGraph& sample : sample_operators(DataType::kInt8)) {
    std::vector<std::byte> bytes = tflite_bytes(sample.graph, "");
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      // One bit of each byte, another in each.
      const std::byte bit = std::byte{1} << static_cast<int>(i * 5 % 8);
      bytes[i] ^= bit;
      (void)accepted(bytes);
      bytes[i] ^= bit;
    }
  }
}

TEST(Import, NamesBecomePrintable) {
  Graph graph = sample(DataType::kInt8, "add").graph;
  graph.tensor(graph.inputs[0]).name = "a\n\x1b[2J\x7f\xff\xc3\xa4\xe2\x82 \xed\xa0\x80";
  graph.tensor(graph.inputs[1]).name = std::string(300, 'x');
  const Result<Graph> read = import_tflite(tflite_bytes(graph, ""), "sample");
  ASSERT_TRUE(read.ok()) << read.failure().line();
  EXPECT_EQ(read.value().tensor(0).name, "a??[2J??\xc3\xa4?? ???");
  EXPECT_EQ(read.value().tensor(1).name, std::string(255, 'x'));
}

}  // namespace
}  // namespace ocellus::tools
