#include "tools/ocellus/quantize/grid_rules.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <utility>

#include "tools/ocellus/quantize/channels.hpp"
#include "tools/ocellus/quantize/encode.hpp"
#include "tools/ocellus/quantize/quantize.hpp"
#include "tools/ocellus/quantize/simulate.hpp"

namespace ocellus::tools::quantize {
namespace {

using Sizes = std::vector<std::int32_t>;

// A float graph, operator by operator; tensor 0 is the input.
struct Sketch {
  Graph graph;

  TensorId tensor(Sizes shape, DataType type = DataType::kFloat32) {
    graph.tensors.emplace_back().shape = std::move(shape);
    graph.tensors.back().type = type;
    return static_cast<TensorId>(graph.tensors.size() - 1);
  }
  TensorId input(Sizes shape) {
    graph.inputs.push_back(tensor(std::move(shape)));
    return graph.inputs.back();
  }
  TensorId constant(Sizes shape, float reach = 1) {
    const TensorId id = tensor(std::move(shape));
    std::vector<float> values(graph.tensor(id).elements());
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] = reach * std::cos(static_cast<float>(i + values.size()));
    }
    set_values(graph.tensor(id), values);
    return id;
  }
  TensorId add(Attributes attributes, std::vector<TensorId> inputs, Sizes shape,
               DataType type = DataType::kFloat32) {
    const TensorId output = tensor(std::move(shape), type);
    const auto index = static_cast<std::int32_t>(graph.operators.size());
    graph.operators.push_back({std::move(attributes), std::move(inputs), {output}, index});
    return output;
  }
};

Inputs waves(const Graph& graph, float reach) {
  Inputs inputs(8, std::vector<float>(graph.tensor(graph.inputs[0]).elements()));
  for (std::size_t n = 0; n < inputs.size(); ++n) {
    for (std::size_t i = 0; i < inputs[n].size(); ++i) {
      inputs[n][i] = reach * std::sin(static_cast<float>(i * (n + 2)) * 0.7f);
    }
  }
  return inputs;
}

Result<Quantized> quantized(const Graph& graph, float reach = 1) {
  return quantize(graph, waves(graph, reach), {-reach, reach});
}

const Tensor& output_of(const Graph& graph, std::size_t index) {
  return graph.tensor(graph.outputs[index]);
}

TEST(GridRules, FixedGridsAreExact) {
  Sketch s;
  const TensorId in = s.input({1, 8});
  s.graph.outputs = {s.add(UnaryAttributes{Unary::kLogistic}, {in}, {1, 8}),
                     s.add(SoftmaxAttributes{}, {in}, {1, 8}),
                     s.add(UnaryAttributes{Unary::kTanh}, {in}, {1, 8}),
                     s.add(L2NormalizationAttributes{}, {in}, {1, 8})};
  const auto result = quantized(s.graph);
  ASSERT_TRUE(result.ok()) << result.failure().line();
  for (const std::size_t i : {0, 1}) {
    EXPECT_EQ(grid_of(output_of(result.value().graph, i)), (Grid{1.0f / 256, -128}));
  }
  for (const std::size_t i : {2, 3}) {
    EXPECT_EQ(grid_of(output_of(result.value().graph, i)), (Grid{1.0f / 128, 0}));
  }
}

TEST(GridRules, SharedGridsReachThroughEveryOperatorThatMovesCodes) {
  Sketch s;
  TensorId at = s.add(UnaryAttributes{Unary::kHardSwish}, {s.input({1, 4, 4, 4})}, {1, 4, 4, 4});
  const TensorId first = at;
  at = s.add(PoolAttributes{.kind = Pooling::kMax}, {at}, {1, 4, 4, 4});
  at = s.add(PoolAttributes{}, {at}, {1, 4, 4, 4});
  at = s.add(ResizeAttributes{}, {at}, {1, 8, 8, 4});
  at = s.add(BlockAttributes{Block::kSpaceToDepth, 2}, {at}, {1, 4, 4, 16});
  at = s.add(TransposeAttributes{{0, 3, 1, 2}}, {at}, {1, 16, 4, 4});
  at = s.add(SliceAttributes{{0, 0, 0, 0}, {1, 1, 1, 1}, {1, 8, 4, 4}}, {at}, {1, 8, 4, 4});
  at = s.add(GatherAttributes{1, 0, {0, 5}, {2}}, {at}, {1, 2, 4, 4});
  at = s.add(ReduceAttributes{Reduction::kMax, {1}}, {at}, {1, 4, 4});
  at = s.add(ArithmeticAttributes{Arithmetic::kMaximum, Activation::kNone},
             {at, s.constant({1, 4, 4})}, {1, 4, 4});
  at = s.add(UnaryAttributes{Unary::kRelu6}, {at}, {1, 4, 4});
  const TensorId last = at;
  s.graph.outputs = {s.add(ReduceAttributes{Reduction::kMean, {1}}, {at}, {1, 4})};
  const std::vector<TensorId> groups = grid_groups(s.graph);
  EXPECT_EQ(groups[last], first);
  EXPECT_NE(groups[s.graph.outputs[0]], first);
  const auto result = quantized(s.graph);
  ASSERT_TRUE(result.ok()) << result.failure().line();
  EXPECT_GT(result.value().layers.back().decibels, 25);
}

TEST(GridRules, SigmoidsDoNotSqueezeTheirNeighbours) {
  Sketch s;
  const TensorId in = s.input({1, 16});
  const TensorId wide = s.add(ArithmeticAttributes{Arithmetic::kMul, Activation::kNone},
                              {in, s.constant({1}, 50)}, {1, 16});
  const TensorId score = s.add(UnaryAttributes{Unary::kLogistic}, {in}, {1, 16});
  s.graph.outputs = {s.add(ConcatenationAttributes{1}, {wide, score}, {1, 32})};
  const auto result = quantized(s.graph);
  ASSERT_TRUE(result.ok()) << result.failure().line();
  const Graph& graph = result.value().graph;
  EXPECT_GT(output_of(graph, 0).quantization.scales[0], 0.05f);
  ASSERT_EQ(graph.operators.size(), 4U);
  EXPECT_TRUE(std::holds_alternative<QuantizeAttributes>(graph.operators[2].attributes));
  for (const TensorId id : graph.operators[3].inputs) {
    EXPECT_EQ(graph.tensor(id).quantization, output_of(graph, 0).quantization);
  }
}

TEST(GridRules, FixedGridsOfOneKindStayTogether) {
  Sketch s;
  const TensorId in = s.input({1, 4});
  const TensorId a = s.add(UnaryAttributes{Unary::kLogistic}, {in}, {1, 4});
  const TensorId b = s.add(SoftmaxAttributes{}, {in}, {1, 4});
  s.graph.outputs = {s.add(PackAttributes{0}, {a, b}, {2, 1, 4})};
  const auto result = quantized(s.graph);
  ASSERT_TRUE(result.ok()) << result.failure().line();
  EXPECT_EQ(result.value().graph.operators.size(), 3U);
  EXPECT_EQ(grid_of(output_of(result.value().graph, 0)), (Grid{1.0f / 256, -128}));
}

TEST(GridRules, LogitsFarBeyondSaturationCostNoSteps) {
  Sketch s;
  const TensorId in = s.input({1, 64});
  const TensorId logits = s.add(ArithmeticAttributes{Arithmetic::kMul, Activation::kNone},
                                {in, s.constant({1}, 1000)}, {1, 64});
  s.graph.outputs = {s.add(UnaryAttributes{Unary::kLogistic}, {logits}, {1, 64})};
  const auto result = quantized(s.graph);
  ASSERT_TRUE(result.ok());
  const Graph& graph = result.value().graph;
  EXPECT_LE(graph.tensor(graph.operators[1].inputs[0]).quantization.scales[0], 12.5f / 255);
}

TEST(GridRules, HardSwishNeverAsksForMoreThanItsKernelShifts) {
  Sketch s;
  const TensorId in = s.input({1, 64});
  const TensorId low = s.add(ArithmeticAttributes{Arithmetic::kSub, Activation::kNone},
                             {in, s.constant({1}, -400)}, {1, 64});
  s.graph.outputs = {s.add(UnaryAttributes{Unary::kHardSwish}, {low}, {1, 64}), low};
  const auto result = quantized(s.graph);
  ASSERT_TRUE(result.ok());
  const Graph& graph = result.value().graph;
  EXPECT_LT(graph.tensor(graph.operators[0].outputs[0]).quantization.scales[0] / 128,
            output_of(graph, 0).quantization.scales[0]);
}

TEST(GridRules, WeightsHaveTheScalesThatEveryInterpreterTakes) {
  Sketch s;
  TensorId at =
      s.add(TransposeConvAttributes{.stride_y = 2, .stride_x = 2},
            {s.input({1, 3, 3, 4}), s.constant({6, 2, 2, 4}), s.constant({6})}, {1, 6, 6, 6});
  at = s.add(Conv2dAttributes{}, {at, s.constant({8, 1, 1, 3}), kNoTensor}, {1, 6, 6, 8});
  at = s.add(PreluAttributes{}, {at, s.constant({1, 1, 8}, 0.3f)}, {1, 6, 6, 8});
  s.graph.outputs = {
      s.add(FullyConnectedAttributes{}, {at, s.constant({5, 288}), s.constant({5})}, {1, 5})};
  const auto result = quantized(s.graph);
  ASSERT_TRUE(result.ok()) << result.failure().line();
  const Graph& graph = result.value().graph;
  const auto weights = [&](std::size_t index) {
    return graph.tensor(graph.operators[index].inputs[1]).quantization;
  };
  EXPECT_EQ(weights(0).scales.size(), 6U);
  EXPECT_EQ(weights(0).axis, 0);
  EXPECT_EQ(weights(1).scales.size(), 8U);
  EXPECT_EQ(weights(2).scales.size(), 1U);
  EXPECT_EQ(weights(3).scales.size(), 1U);
  EXPECT_EQ(graph.tensor(graph.operators[3].inputs[2]).quantization.scales.size(), 1U);
  EXPECT_GT(result.value().layers[2].decibels, 30);
  EXPECT_GT(result.value().layers[3].decibels, 15);  // sums of terms that cancel
}

TEST(GridRules, IndicesStayIntegers) {
  Sketch s;
  s.graph.outputs = {s.add(ArgMaxAttributes{1}, {s.input({1, 9})}, {1}, DataType::kInt32)};
  const auto result = quantized(s.graph);
  ASSERT_TRUE(result.ok()) << result.failure().line();
  EXPECT_EQ(output_of(result.value().graph, 0).type, DataType::kInt32);
  EXPECT_TRUE(result.value().layers.empty());
}

TEST(GridRules, EverythingThatStaysFloatIsNamedAtOnce) {
  Sketch s;
  const TensorId in = s.input({1, 9});
  const TensorId best = s.add(ArgMaxAttributes{1}, {in}, {1}, DataType::kInt32);
  s.add(ReshapeAttributes{}, {best}, {1, 1}, DataType::kInt32);
  s.add(DetectionPostProcessAttributes{}, {in, in, in}, {1, 1});
  s.add(DequantizeAttributes{}, {in}, {1, 9});
  const std::string faults = cannot_quantize(s.graph);
  for (const char* part : {"RESHAPE reads int32", "TFLite_Detection_PostProcess runs in float",
                           "DEQUANTIZE belongs to a model that is int8 in parts"}) {
    EXPECT_NE(faults.find(part), std::string::npos) << part << " in " << faults;
  }
}

}  // namespace
}  // namespace ocellus::tools::quantize
