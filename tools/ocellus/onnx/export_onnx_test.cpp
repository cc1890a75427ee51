#include "tools/ocellus/onnx/export_onnx.hpp"

#include <gtest/gtest.h>
#include <onnx.pb.h>

#include <string>
#include <vector>

#include "tools/ocellus/onnx/layout.hpp"
#include "tools/ocellus/plan/random_graph.hpp"

namespace ocellus::tools {
namespace {

onnx::Graph parsed(const OnnxExport& exported) {
  onnx::Model model;
  EXPECT_TRUE(model.ParseFromArray(exported.bytes.data(), static_cast<int>(exported.bytes.size())));
  return model.graph();
}

onnx::Graph exported(const Graph& graph) {
  const Result<OnnxExport> made = export_onnx(graph, "a test", "graph");
  EXPECT_TRUE(made.ok()) << made.failure().line();
  return made.ok() ? parsed(made.value()) : onnx::Graph();
}

std::vector<const onnx::Node*> nodes_of(const onnx::Graph& graph, const std::string& type) {
  std::vector<const onnx::Node*> found;
  for (const onnx::Node& node : graph.node()) {
    if (node.op_type() == type) found.push_back(&node);
  }
  return found;
}

const onnx::Tensor& constant(const onnx::Graph& graph, const std::string& name) {
  static const onnx::Tensor kNone;
  for (const onnx::Tensor& tensor : graph.initializer()) {
    if (tensor.name() == name) return tensor;
  }
  ADD_FAILURE() << "there is no constant " << name;
  return kNone;
}

// A convolution with RELU6, whose output has that scale and zero point.
Graph clamped(float scale, std::int32_t zero_point) {
  GraphMaker maker(1);
  const TensorId out = maker.conv(maker.input(4, 4, 3), 2, 3, 1, Activation::kRelu6);
  maker.graph().tensor(out).quantization = {{scale}, {zero_point}, 0};
  maker.output(out);
  return std::move(maker.graph());
}

TEST(Layout, MovesChannelsForward) {
  const std::int32_t shape[] = {1, 2, 1, 3};
  std::vector<std::byte> data;
  for (int i = 0; i < 6; ++i) data.push_back(static_cast<std::byte>(i));
  std::vector<int> moved;
  for (const std::byte value : transposed(data, 1, shape, kPictureToOnnx)) {
    moved.push_back(std::to_integer<int>(value));
  }
  EXPECT_EQ(moved, (std::vector{0, 3, 1, 4, 2, 5}));
  EXPECT_EQ(by_onnx_axis(shape), (std::vector<std::int64_t>{1, 3, 2, 1}));
}

TEST(ExportOnnx, DropsRelu6WhereUint8SaturatesAtItsBounds) {
  const Result<OnnxExport> made = export_onnx(clamped(6.0F / 255, -128), "a test", "graph");
  ASSERT_TRUE(made.ok());
  EXPECT_TRUE(made.value().clips.empty());
  EXPECT_TRUE(nodes_of(parsed(made.value()), "Clip").empty());
}

TEST(ExportOnnx, KeepsAClipOnUint8WhereBoundsLieInside) {
  const Result<OnnxExport> made = export_onnx(clamped(0.05F, -100), "a test", "graph");
  ASSERT_TRUE(made.ok());
  EXPECT_EQ(made.value().clips, std::vector<std::string>{"0 CONV_2D"});
  const onnx::Graph graph = parsed(made.value());
  const auto clips = nodes_of(graph, "Clip");
  ASSERT_EQ(clips.size(), 1u);
  // Real 0 is 28; 6 is 120 steps further.
  EXPECT_EQ(constant(graph, clips[0]->input(1)).raw_data(), std::string(1, '\x1C'));
  EXPECT_EQ(constant(graph, clips[0]->input(2)).raw_data(), std::string(1, '\x94'));
}

TEST(ExportOnnx, MovesZeroPointsBy128) {
  const onnx::Graph graph = exported(clamped(6.0F / 255, -128));
  const auto quantize = nodes_of(graph, "QuantizeLinear");
  ASSERT_EQ(quantize.size(), 1u);
  const onnx::Tensor& zero_point = constant(graph, quantize[0]->input(2));
  EXPECT_EQ(zero_point.data_type(), onnx::Tensor::UINT8);
  EXPECT_EQ(zero_point.raw_data(), std::string(1, '\0'));
}

TEST(ExportOnnx, KeepsTheLayoutOfInputsAndOutputs) {
  const onnx::Graph graph = exported(clamped(6.0F / 255, -128));
  ASSERT_EQ(graph.input_size(), 1);
  const onnx::Shape& shape = graph.input(0).type().tensor_type().shape();
  ASSERT_EQ(shape.dim_size(), 4);
  EXPECT_EQ(shape.dim(3).dim_value(), 3);
  EXPECT_EQ(graph.input(0).type().tensor_type().elem_type(), onnx::Tensor::UINT8);
  EXPECT_EQ(nodes_of(graph, "Transpose").size(), 2u);  // one in, one out
}

TEST(ExportOnnx, ReshapesInTheFilesOrder) {
  GraphMaker maker(1);
  const TensorId conv = maker.conv(maker.input(2, 2, 3), 4, 1, 1);
  maker.output(maker.reshape(conv, {1, 8, 2}));
  const onnx::Graph graph = exported(maker.graph());
  const auto transposes = nodes_of(graph, "Transpose");
  const auto reshapes = nodes_of(graph, "Reshape");
  ASSERT_EQ(transposes.size(), 2u);
  ASSERT_EQ(reshapes.size(), 1u);
  EXPECT_EQ(reshapes[0]->input(0), transposes[1]->output(0));
}

TEST(ExportOnnx, RefusesByNameAllAtOnce) {
  GraphMaker maker(1);
  TensorId at = maker.input(4, 4, 3);
  for (int i = 0; i < 2; ++i) {
    const std::vector<std::int32_t> in = maker.tensor(at).shape;
    const TensorId out = maker.activation({1, in[1] / 2, in[2] / 2, in[3] * 4}, 1.0F / 128, -1);
    maker.append(BlockAttributes{Block::kSpaceToDepth, 2}, {at}, out);
    at = out;
  }
  maker.output(maker.conv(at, 2, 1, 1));
  const Result<OnnxExport> made = export_onnx(maker.graph(), "a test", "model");
  ASSERT_FALSE(made.ok());
  EXPECT_EQ(made.failure().where, "model: operator 0 (SPACE_TO_DEPTH)");
  ASSERT_EQ(made.failure().also.size(), 1u);
  EXPECT_EQ(made.failure().also[0].where, "model: operator 1 (SPACE_TO_DEPTH)");
}

}  // namespace
}  // namespace ocellus::tools
