#include "tools/ocellus/compare/match.hpp"

#include <gtest/gtest.h>

#include <string>

#include "tools/ocellus/graph/fold.hpp"
#include "tools/ocellus/tflite/sample_graphs.hpp"

namespace ocellus::tools::compare {
namespace {

using Way = std::vector<std::size_t>;

// pad, convolution, RELU6, convolution.
Graph padded() {
  GraphBuilder builder(DataType::kFloat32);
  const TensorId in = builder.input({1, 6, 6, 3});
  const TensorId wide = builder.pad(in, {0, 1, 1, 0}, {0, 1, 1, 0});
  const TensorId bent = builder.activation(builder.conv2d(wide, 4, 3), Unary::kRelu6);
  return builder.finish({builder.conv2d(bent, 2, 1)});
}

TEST(Match, FindsWhatIsLeftOfAModelAfterFolding) {
  const Graph exact = padded();
  Graph coded = exact;
  simplify(coded);
  ASSERT_EQ(coded.operators.size(), 2U);
  const std::vector<TensorId> matches = match_tensors(exact, coded);
  EXPECT_EQ(matches[coded.inputs[0]], exact.inputs[0]);
  EXPECT_EQ(matches[coded.operators[0].outputs[0]], exact.operators[2].outputs[0]);
  EXPECT_EQ(matches[coded.operators[1].outputs[0]], exact.outputs[0]);
  EXPECT_EQ(matches[coded.operators[0].inputs[1]], kNoTensor);  // a filter
}

TEST(Match, TakesNoNameThatStandsForTwoAndNoneOfAnotherSize) {
  const Graph exact = padded();
  Graph twice = exact;
  twice.tensor(twice.operators[1].outputs[0]).name =
      twice.tensor(twice.operators[2].outputs[0]).name;
  EXPECT_EQ(match_tensors(exact, twice)[twice.operators[1].outputs[0]], kNoTensor);
  EXPECT_EQ(match_tensors(exact, twice)[twice.operators[2].outputs[0]], kNoTensor);
  Graph larger = exact;
  larger.tensor(larger.operators[1].outputs[0]).shape[1] = 7;
  EXPECT_EQ(match_tensors(exact, larger)[larger.operators[1].outputs[0]], kNoTensor);
}

TEST(Match, SeesThroughQuantizeAndDequantize) {
  const Graph exact = padded();
  Graph coded = exact;
  const auto insert = [&](Attributes attributes, TensorId from, std::size_t at) {
    coded.tensors.push_back(coded.tensor(from));
    coded.tensors.back().name = "new " + std::to_string(coded.tensors.size());
    const auto to = static_cast<TensorId>(coded.tensors.size() - 1);
    coded.operators.insert(coded.operators.begin() + static_cast<std::ptrdiff_t>(at),
                           Operator{attributes, {from}, {to}});
    return to;
  };
  const TensorId first = insert(QuantizeAttributes{}, coded.inputs[0], 0);
  const TensorId old_output = coded.outputs[0];
  coded.outputs[0] = insert(DequantizeAttributes{}, old_output, coded.operators.size());
  coded.tensor(old_output).name = "another";
  const std::vector<TensorId> matches = match_tensors(exact, coded);
  EXPECT_EQ(matches[first], exact.inputs[0]);
  EXPECT_EQ(matches[old_output], exact.outputs[0]);
  EXPECT_EQ(matches[coded.outputs[0]], exact.outputs[0]);
}

TEST(Match, KnowsTheWayBetweenTensors) {
  const Graph graph = padded();
  const TensorId in = graph.inputs[0];
  const TensorId bent = graph.operators[2].outputs[0];
  EXPECT_EQ(way_to(graph, bent, std::vector{in}), (Way{0, 1, 2}));
  EXPECT_EQ(way_to(graph, graph.outputs[0], std::vector{bent}), Way{3});
  EXPECT_EQ(way_to(graph, bent, std::vector{bent}), Way{});
  EXPECT_EQ(way_to(graph, bent, std::vector{graph.outputs[0]}), std::nullopt);
}

TEST(Match, NeedsEveryInputOfTheWay) {
  GraphBuilder builder(DataType::kFloat32);
  const TensorId a = builder.input({1, 2, 2, 4});
  const TensorId b = builder.input({1, 2, 2, 4});
  const TensorId from_a = builder.conv2d(a, 4, 1);
  const TensorId sum = builder.add(from_a, builder.conv2d(b, 4, 1));
  const Graph graph = builder.finish({sum});
  EXPECT_EQ(way_to(graph, sum, std::vector{a}), std::nullopt);
  EXPECT_EQ(way_to(graph, sum, std::vector{a, b}), (Way{0, 1, 2}));
  EXPECT_EQ(way_to(graph, sum, std::vector{a, graph.operators[1].outputs[0]}), (Way{0, 2}));
}

}  // namespace
}  // namespace ocellus::tools::compare
