#include "tools/ocellus/graph/fold.hpp"

#include <gtest/gtest.h>

#include "tools/ocellus/tflite/sample_graphs.hpp"

namespace ocellus::tools {
namespace {

class Fold : public testing::TestWithParam<DataType> {
 protected:
  GraphBuilder builder_{GetParam()};

  // The names of what is left after simplify, and the graph itself.
  std::vector<std::string_view> simplified(std::vector<TensorId> outputs) {
    graph_ = builder_.finish(std::move(outputs));
    simplify(graph_);
    std::vector<std::string_view> names;
    for (const Operator& op : graph_.operators) names.push_back(name(op));
    return names;
  }
  template <typename Attributes>
  const Attributes& attributes(std::size_t index) const {
    return std::get<Attributes>(graph_.operators.at(index).attributes);
  }
  std::string output_name(std::size_t index = 0) const {
    return graph_.tensor(graph_.outputs.at(index)).name;
  }

  using Names = std::vector<std::string_view>;
  Graph graph_;
};

INSTANTIATE_TEST_SUITE_P(Types, Fold, testing::Values(DataType::kFloat32, DataType::kInt8),
                         [](const auto& type) { return std::string(name(type.param)); });

TEST_P(Fold, PadGoesIntoTheConvolution) {
  const TensorId in = builder_.input({1, 8, 8, 3});
  const TensorId padded = builder_.pad(in, {0, 1, 1, 0}, {0, 0, 0, 0});
  const TensorId out = builder_.conv2d(padded, 4, 3, {.stride_y = 2, .stride_x = 2});
  EXPECT_EQ(simplified({out}), Names{"CONV_2D"});
  EXPECT_EQ(attributes<Conv2dAttributes>(0).padding, (Padding{1, 0, 1, 0}));
  EXPECT_EQ(graph_.tensor(graph_.outputs[0]).shape, (std::vector<std::int32_t>{1, 4, 4, 4}));
  EXPECT_EQ(graph_.tensors.size(), 4u);  // what lay between is gone
}

// A copy of bytes into another scale changes what they stand for.
TEST(FoldOfMoves, LeavesThoseThatChangeTheScale) {
  for (const std::int32_t rows : {0, 1}) {
    GraphBuilder builder(DataType::kInt8);
    const TensorId padded = builder.pad(builder.input({1, 8, 8, 3}), {0, rows, 0, 0}, {0, 0, 0, 0});
    Graph graph = builder.finish({builder.conv2d(padded, 4, 3, {})});
    graph.tensor(padded).quantization.scales[0] *= 2;
    simplify(graph);
    EXPECT_EQ(graph.operators.size(), 2U) << rows;
  }
}

TEST_P(Fold, PadsAddUpWithEachOtherAndWithTheConvolutionsOwn) {
  TensorId at = builder_.input({1, 8, 8, 3});
  at = builder_.pad(at, {0, 1, 0, 0}, {0, 0, 1, 0});
  at = builder_.pad(at, {0, 0, 1, 0}, {0, 1, 0, 0});
  at = builder_.depthwise_conv2d(at, 1, 5, {.padding = {1, 1, 1, 1}});
  EXPECT_EQ(simplified({at}), Names{"DEPTHWISE_CONV_2D"});
  EXPECT_EQ(attributes<DepthwiseConv2dAttributes>(0).padding, (Padding{2, 2, 2, 2}));
}

TEST_P(Fold, PaddingThatNoWindowReachesIsForgotten) {
  const TensorId padded = builder_.pad(builder_.input({1, 8, 8, 3}), {0, 1, 1, 0}, {0, 1, 1, 0});
  const TensorId out = builder_.conv2d(padded, 4, 3, {.stride_y = 2, .stride_x = 2});
  EXPECT_EQ(simplified({out}), Names{"CONV_2D"});
  EXPECT_EQ(attributes<Conv2dAttributes>(0).padding, (Padding{1, 0, 1, 0}));
}

TEST_P(Fold, PadStaysForThoseThatNeedIt) {
  const TensorId padded = builder_.pad(builder_.input({1, 8, 8, 3}), {0, 1, 1, 0}, {0, 1, 1, 0});
  const TensorId conv = builder_.conv2d(padded, 4, 3);
  EXPECT_EQ(simplified({conv, padded}), (Names{"PAD", "CONV_2D"}));
  EXPECT_EQ(graph_.operators[1].inputs[0], graph_.inputs[0]);
}

TEST_P(Fold, PadOfChannelsOrWiderThanTheWindowStays) {
  const TensorId in = builder_.input({1, 8, 8, 3});
  const TensorId channels = builder_.conv2d(builder_.pad(in, {0, 1, 1, 0}, {0, 1, 1, 2}), 4, 3);
  const TensorId wide = builder_.conv2d(builder_.pad(in, {0, 3, 0, 0}, {0, 0, 0, 0}), 4, 3);
  EXPECT_EQ(simplified({channels, wide}), (Names{"PAD", "CONV_2D", "PAD", "CONV_2D"}));
}

TEST_P(Fold, ActivationsGoIntoWhatComesBefore) {
  const TensorId in = builder_.input({1, 4, 4, 3});
  const TensorId conv = builder_.activation(builder_.conv2d(in, 3, 1), Unary::kRelu6);
  const TensorId depthwise = builder_.activation(
      builder_.depthwise_conv2d(conv, 1, 3,
                                {.padding = {1, 1, 1, 1}, .activation = Activation::kRelu6}),
      Unary::kRelu);
  const TensorId sum = builder_.activation(builder_.add(conv, depthwise), Unary::kReluN1To1);
  EXPECT_EQ(simplified({sum}), (Names{"CONV_2D", "DEPTHWISE_CONV_2D", "ADD"}));
  EXPECT_EQ(attributes<Conv2dAttributes>(0).activation, Activation::kRelu6);
  EXPECT_EQ(attributes<DepthwiseConv2dAttributes>(1).activation, Activation::kRelu6);
  EXPECT_EQ(attributes<ArithmeticAttributes>(2).activation, Activation::kReluN1To1);
  EXPECT_EQ(output_name(), "result 5");
}

TEST_P(Fold, ActivationsStayWhereTheyDiffer) {
  const TensorId in = builder_.input({1, 4, 4, 3});
  // 0..1 is no activation function.
  const TensorId range = builder_.activation(
      builder_.conv2d(in, 3, 1, {.activation = Activation::kReluN1To1}), Unary::kRelu);
  // Something else reads what lies between.
  const TensorId read_twice = builder_.conv2d(in, 3, 1);
  const TensorId twice = builder_.activation(read_twice, Unary::kRelu);
  EXPECT_EQ(simplified({range, read_twice, twice}), (Names{"CONV_2D", "RELU", "CONV_2D", "RELU"}));
}

TEST_P(Fold, AnActivationThatRescalesIsRoundedTwice) {
  const TensorId conv = builder_.conv2d(builder_.input({1, 4, 4, 3}), 3, 1);
  const TensorId out = builder_.activation(conv, Unary::kRelu, true);
  const Names expected =
      GetParam() == DataType::kInt8 ? Names{"CONV_2D", "RELU"} : Names{"CONV_2D"};
  EXPECT_EQ(simplified({out}), expected);
}

TEST_P(Fold, CopiesGo) {
  const TensorId in = builder_.input({1, 4, 4, 3});
  TensorId at = builder_.conv2d(in, 3, 1);
  at = builder_.reshape(at, {1, 4, 4, 3});
  at = builder_.pad(at, {0, 0, 0, 0}, {0, 0, 0, 0});
  at = builder_.concatenation({at}, 3);
  at = builder_.conv2d(at, 3, 1);
  EXPECT_EQ(simplified({at}), (Names{"CONV_2D", "CONV_2D"}));
  EXPECT_EQ(graph_.operators[1].inputs[0], graph_.operators[0].outputs[0]);
}

TEST_P(Fold, AnOutputKeepsItsNameWhenTheCopyIntoItGoes) {
  const TensorId conv = builder_.conv2d(builder_.input({1, 4, 4, 3}), 3, 1);
  const TensorId other = builder_.conv2d(conv, 3, 1);
  const TensorId copy = builder_.reshape(conv, {1, 4, 4, 3});
  EXPECT_EQ(simplified({copy, other}), (Names{"CONV_2D", "CONV_2D"}));
  EXPECT_EQ(output_name(), "result 2");
  EXPECT_EQ(graph_.operators[1].inputs[0], graph_.outputs[0]);
}

TEST_P(Fold, ACopyOfAnInputOrOfAnotherOutputStays) {
  const TensorId in = builder_.input({1, 4, 4, 3});
  const TensorId conv = builder_.conv2d(in, 3, 1);
  const TensorId first = builder_.reshape(in, {1, 4, 4, 3});
  const TensorId second = builder_.reshape(conv, {1, 4, 4, 3});
  EXPECT_EQ(simplified({conv, first, second}), (Names{"CONV_2D", "RESHAPE", "RESHAPE"}));
}

TEST_P(Fold, AReshapeOfAReshapeIsOne) {
  const TensorId in = builder_.input({1, 4, 4, 3});
  const TensorId there = builder_.reshape(in, {1, 48});
  const TensorId out = builder_.reshape(there, {1, 16, 3});
  EXPECT_EQ(simplified({out}), Names{"RESHAPE"});
  EXPECT_EQ(graph_.operators[0].inputs[0], graph_.inputs[0]);
  EXPECT_EQ(graph_.tensors.size(), 2u);
}

TEST_P(Fold, WhatNobodyReadsGoesButInputsStay) {
  const TensorId in = builder_.input({1, 4, 4, 3});
  const TensorId unused = builder_.input({1, 2});
  const TensorId conv = builder_.conv2d(in, 3, 1);
  builder_.add(conv, builder_.conv2d(conv, 3, 1));
  (void)unused;
  EXPECT_EQ(simplified({conv}), Names{"CONV_2D"});
  EXPECT_EQ(graph_.tensors.size(), 5u);
  ASSERT_EQ(graph_.inputs.size(), 2u);
  EXPECT_EQ(graph_.tensor(graph_.inputs[1]).name, "input 1");
}

}  // namespace
}  // namespace ocellus::tools
