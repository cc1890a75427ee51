#include "tools/ocellus/graph/graph.hpp"

#include <gtest/gtest.h>

#include "tools/ocellus/graph/extract.hpp"
#include "tools/ocellus/tflite/sample_graphs.hpp"

namespace ocellus::tools {
namespace {

TEST(Graph, CountsMultiplyAccumulates) {
  GraphBuilder builder(DataType::kInt8);
  TensorId at = builder.input({1, 8, 6, 3});
  at = builder.conv2d(at, 5, 3);            // 6 x 4 x 5 outputs of 3 x 3 x 3
  at = builder.depthwise_conv2d(at, 2, 3);  // 4 x 2 x 10 outputs of 3 x 3
  at = builder.add(at, at);                 // no multiplication
  EXPECT_EQ(builder.finish({at}).macs(), 6u * 4 * 5 * 27 + 4 * 2 * 10 * 9);
}

TEST(Graph, KnowsItsOperatorsAndTypesByName) {
  EXPECT_EQ(name(Operator{Conv2dAttributes{}, {}, {}}), "CONV_2D");
  EXPECT_EQ(name(Operator{UnaryAttributes{Unary::kReluN1To1}, {}, {}}), "RELU_N1_TO_1");
  EXPECT_EQ(name(DataType::kInt64), "int64");
  EXPECT_EQ(bytes_per_element(DataType::kInt64), 8u);
  EXPECT_EQ(bytes_per_element(DataType::kFloat16), 2u);
}

TEST(Graph, AScalarHasOneElement) {
  Tensor scalar;
  EXPECT_EQ(scalar.elements(), 1u);
  EXPECT_EQ(scalar.bytes(), 4u);
  scalar.shape = {1, 300, 300, 3};
  EXPECT_EQ(scalar.bytes(), 1080000u);
}

TEST(Graph, IsFloatWhenItsFirstInputIs) {
  EXPECT_TRUE(sample_graphs(DataType::kFloat32).front().graph.is_float());
  EXPECT_FALSE(sample_graphs(DataType::kInt8).front().graph.is_float());
  EXPECT_FALSE(Graph{}.is_float());
}

TEST(Extract, TakesAnOperatorWithItsConstants) {
  GraphBuilder builder(DataType::kInt8);
  const TensorId in = builder.input({1, 4, 4, 3});
  const TensorId made = builder.conv2d(in, 8, 3);
  const Graph whole = builder.finish({builder.add(made, made)});

  const Extract convolution = extract(whole, whole.operators[0]);
  EXPECT_EQ(convolution.inputs, std::vector{in});
  ASSERT_EQ(convolution.graph.operators.size(), 1U);
  const Operator& op = convolution.graph.operators[0];
  EXPECT_EQ(op.attributes, whole.operators[0].attributes);
  for (std::size_t i = 0; i < op.inputs.size(); ++i) {
    EXPECT_EQ(convolution.graph.tensor(op.inputs[i]), whole.tensor(whole.operators[0].inputs[i]));
  }
  EXPECT_EQ(convolution.graph.tensor(convolution.graph.outputs[0]), whole.tensor(made));

  // What is read twice is one input.
  const Extract sum = extract(whole, whole.operators[1]);
  EXPECT_EQ(sum.inputs, std::vector{made});
  EXPECT_EQ(sum.graph.operators[0].inputs, (std::vector<TensorId>{0, 0}));
  EXPECT_EQ(sum.graph.tensors.size(), 2U);
}

}  // namespace
}  // namespace ocellus::tools
