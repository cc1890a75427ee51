#include "tools/ocellus/quantize/encode.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "tools/ocellus/quantize/channels.hpp"
#include "tools/ocellus/tflite/sample_graphs.hpp"

namespace ocellus::tools::quantize {
namespace {

TEST(Grid, HoldsZeroExactlyAndSpansTheRange) {
  for (const Range range : {Range{-1, 3}, Range{2, 3}, Range{-5, -1}, Range{0, 6}}) {
    const Grid grid = grid_of(range);
    EXPECT_EQ(grid.real(grid.code(0)), 0.0f);
    EXPECT_NEAR(grid.real(127), std::max(0.0f, range.high), grid.scale);
    EXPECT_NEAR(grid.real(-128), std::min(0.0f, range.low), grid.scale);
  }
  EXPECT_EQ(grid_of(Range{0, 6}).zero_point, -128);
}

TEST(Grid, RoundsToTheNearestAndSaturates) {
  const Grid grid{0.5f, 3};
  EXPECT_EQ(grid.code(1.2f), 5);
  EXPECT_EQ(grid.code(1.3f), 6);
  EXPECT_EQ(grid.code(0.25f), 3);  // ties go to the even number of steps
  EXPECT_EQ(grid.code(-0.75f), 1);
  EXPECT_EQ(grid.code(1e30f), 127);
  EXPECT_EQ(grid.code(-1e30f), -128);
}

TEST(Grid, GivesEachLevelOfAPictureACodeOfItsOwn) {
  const Grid grid = grid_of(Range{-1, 1});
  for (int level = 0; level < 256; ++level) {
    const auto real = static_cast<float>(-1 + level * (2.0 / 255));
    EXPECT_EQ(grid.input_code(real), level - 128);
  }
}

TEST(WeightScale, KeepsABiasThatItsWeightsWouldOverflow) {
  const float input_scale = 0.02f;
  const float bias = 11.9f;
  const WeightScale tiny = weight_scale(1e-9f, bias, input_scale);
  EXPECT_TRUE(tiny.floored);
  const double steps = bias / (static_cast<double>(input_scale) * tiny.scale);
  EXPECT_LE(steps, kBiasLimit * 1.0001);
  EXPECT_GT(steps, kBiasLimit * 0.9999);

  const WeightScale ordinary = weight_scale(0.5f, bias, input_scale);
  EXPECT_FALSE(ordinary.floored);
  EXPECT_FLOAT_EQ(ordinary.scale, 0.5f / 127);
  EXPECT_GT(weight_scale(0, 0, input_scale).scale, 0);
}

// One 1x1 convolution whose second channel has no weights and a large bias.
TEST(Encode, ComputesABiasWithoutWeights) {
  GraphBuilder builder(DataType::kFloat32);
  const TensorId in = builder.input({1, 1, 1, 2});
  Graph graph = builder.finish({builder.conv2d(in, 2, 1)});
  const Operator& op = graph.operators[0];
  set_values(graph.tensor(op.inputs[1]), std::vector<float>{0.5f, -0.25f, 0, 0});
  set_values(graph.tensor(op.inputs[2]), std::vector<float>{0.125f, 11.9f});
  std::vector<Range> ranges(graph.tensors.size(), Range{-1, 12});
  const Encoded encoded = encode(graph, ranges);
  EXPECT_EQ(encoded.floored[0], 1);
  const Graph decoded = decode(encoded.graph);
  const std::vector<float> bias = to_vector(decoded.tensor(op.inputs[2]));
  EXPECT_NEAR(bias[0], 0.125f, 1e-3);
  EXPECT_NEAR(bias[1], 11.9f, 1e-3);
  const std::vector<float> weights = to_vector(decoded.tensor(op.inputs[1]));
  EXPECT_NEAR(weights[0], 0.5f, 1e-6);
  EXPECT_NEAR(weights[1], -0.25f, 0.5 / 254);
}

TEST(Encode, ScalesWeightsByOutputChannel) {
  GraphBuilder builder(DataType::kFloat32);
  const TensorId in = builder.input({1, 4, 4, 3});
  const TensorId full = builder.conv2d(in, 5, 3);
  const Graph graph = builder.finish({builder.depthwise_conv2d(full, 1, 3)});
  const Encoded encoded = encode(graph, std::vector<Range>(graph.tensors.size(), Range{-1, 1}));
  for (std::size_t index = 0; index < 2; ++index) {
    const Tensor& filter = encoded.graph.tensor(encoded.graph.operators[index].inputs[1]);
    EXPECT_EQ(filter.type, DataType::kInt8);
    EXPECT_EQ(filter.quantization.scales.size(), 5U);
    EXPECT_EQ(filter.quantization.axis, index == 0 ? 0 : 3);
    // The largest weight of every channel uses the whole of [-127, 127].
    const auto layout = filter_layout(encoded.graph, encoded.graph.operators[index]);
    std::vector<int> largest(5);
    layout->for_each([&](std::size_t at, std::int32_t, std::int32_t o) {
      largest[o] = std::max(largest[o], std::abs(std::to_integer<std::int8_t>(filter.data[at])));
    });
    EXPECT_EQ(largest, std::vector<int>(5, 127));
  }
}

}  // namespace
}  // namespace ocellus::tools::quantize
