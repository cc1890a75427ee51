#include "tools/ocellus/graph/graph.hpp"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace ocellus::tools
