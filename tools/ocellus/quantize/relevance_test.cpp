#include "tools/ocellus/quantize/relevance.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "tools/ocellus/quantize/channels.hpp"
#include "tools/ocellus/quantize/correct_bias.hpp"
#include "tools/ocellus/tflite/sample_graphs.hpp"

namespace ocellus::tools::quantize {
namespace {

float sum_of(const std::vector<float>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0f);
}

// Two stages of a detector, 4x4 with one anchor a cell and 2x2 with two, joined.
struct Detector {
  Graph graph;
  TensorId in, first, second;
  DetectionHead head;
};

Detector detector() {
  GraphBuilder builder(DataType::kFloat32);
  Detector d;
  d.in = builder.input({1, 8, 8, 3});
  d.first = builder.conv2d(d.in, 4, 3, {.stride_y = 2, .stride_x = 2, .padding = {0, 1, 0, 1}});
  d.second = builder.conv2d(d.first, 4, 2, {.stride_y = 2, .stride_x = 2});
  const auto joined = [&](std::int32_t values) {
    const TensorId a = builder.conv2d(d.first, values, 1);
    const TensorId b = builder.conv2d(d.second, 2 * values, 1);
    return builder.concatenation(
        {builder.reshape(a, {1, 16, values}), builder.reshape(b, {1, 8, values})}, 1);
  };
  const TensorId scores = joined(1);
  const TensorId boxes = joined(4);
  d.graph = builder.finish({boxes, scores});
  d.head = {scores, boxes, 24, 1, 4};
  return d;
}

std::vector<float> weight_of_anchor(std::size_t anchor) {
  std::vector<float> weights(24);
  weights[anchor] = 0.5f;
  return weights;
}

TEST(Relevance, ReachesWhatAnAnchorSeesAndNothingElse) {
  const Detector d = detector();
  // Anchor 5 is cell (1, 1) of the first stage, which sees pixels 2..4 both ways.
  const Relevance seen = relevance_of(d.graph, d.head, weight_of_anchor(5));
  for (std::size_t at = 0; at < 16; ++at) {
    EXPECT_FLOAT_EQ(seen[d.first][at], at == 5 ? 0.5f : 0.0f) << at;
  }
  for (std::size_t y = 0; y < 8; ++y) {
    for (std::size_t x = 0; x < 8; ++x) {
      const bool inside = y >= 2 && y <= 4 && x >= 2 && x <= 4;
      EXPECT_FLOAT_EQ(seen[d.in][y * 8 + x], inside ? 0.5f / 9 : 0.0f);
    }
  }
  EXPECT_FLOAT_EQ(sum_of(seen[d.second]), 0);
}

TEST(Relevance, FollowsTheOrderOfJoinedStages) {
  const Detector d = detector();
  // Anchor 16 + 5 is the second of cell (1, 0) of the second stage.
  const Relevance seen = relevance_of(d.graph, d.head, weight_of_anchor(21));
  EXPECT_EQ(seen[d.second], (std::vector<float>{0, 0, 0.5f, 0}));
  for (std::size_t at = 0; at < 16; ++at) {
    const bool inside = at == 8 || at == 9 || at == 12 || at == 13;
    EXPECT_FLOAT_EQ(seen[d.first][at], inside ? 0.125f : 0.0f) << at;
  }
}

TEST(Relevance, LeavesThePaddingBehind) {
  GraphBuilder builder(DataType::kFloat32);
  const TensorId in = builder.input({1, 4, 4, 3});
  const TensorId padded = builder.pad(in, {0, 1, 0, 0}, {0, 0, 1, 2});
  const TensorId scores = builder.conv2d(padded, 1, 1);
  const TensorId boxes = builder.conv2d(padded, 4, 1);
  const TensorId a = builder.reshape(scores, {1, 25, 1});
  const TensorId b = builder.reshape(boxes, {1, 25, 4});
  const Graph graph = builder.finish({a, b});
  std::vector<float> weights(25);
  weights[1 * 5 + 2] = 1;  // row 0, column 2 of what was padded
  const Relevance seen = relevance_of(graph, {a, b, 25, 1, 4}, weights);
  EXPECT_FLOAT_EQ(seen[in][2], 1);
  EXPECT_FLOAT_EQ(sum_of(seen[in]), 1);
}

TEST(Relevance, CountsAStageThatNothingDependsOnAlike) {
  Detector d = detector();
  // Scores of the second stage are far below those of the first.
  Operator& second = d.graph.operators[3];
  ASSERT_EQ(d.graph.tensor(second.outputs[0]).shape, (std::vector<std::int32_t>{1, 2, 2, 2}));
  set_values(d.graph.tensor(second.inputs[1]), std::vector<float>(8));
  set_values(d.graph.tensor(second.inputs[2]), std::vector<float>{-50, -50});
  const Inputs inputs(2, std::vector<float>(8 * 8 * 3, 0.5f));
  const std::vector<Relevance> all = relevances_of(d.graph, d.head, inputs);
  EXPECT_EQ(all[0][d.second], (std::vector<float>{1, 1, 1, 1}));
  const Statistics seen = observe(reference::FloatEngine(d.graph), inputs, true, all);
  EXPECT_FALSE(seen[d.second].histogram.counts.empty());
}

TEST(Relevance, DecidesWhatStatisticsCount) {
  const Detector d = detector();
  Inputs inputs(2, std::vector<float>(8 * 8 * 3, 0.5f));
  inputs[0][0] = 1000;       // outside of what anchor 5 sees
  inputs[1].assign(192, 7);  // a picture in which nothing matters
  const std::vector<Relevance> relevances = {relevance_of(d.graph, d.head, weight_of_anchor(5)),
                                             {}};
  const Statistics all = observe(reference::FloatEngine(d.graph), inputs, true);
  EXPECT_EQ(all[d.in].range, (Range{0, 1000}));
  const Statistics some = observe(reference::FloatEngine(d.graph), inputs, true, relevances);
  EXPECT_EQ(some[d.in].range, (Range{0, 0.5f}));
  EXPECT_GT(some[d.in].histogram.counts.back(), 0U);
  EXPECT_EQ(some[d.in].histogram.counts.front(), 0U);
}

TEST(Relevance, DecidesWhichMeansACorrectionKeeps) {
  const Detector d = detector();
  Inputs inputs(1, std::vector<float>(8 * 8 * 3));
  for (std::size_t i = 0; i < inputs[0].size(); ++i) {
    inputs[0][i] = static_cast<float>(i % 17) / 17 - 0.5f;
  }
  std::vector<Range> ranges(d.graph.tensors.size(), Range{-1, 1});
  const std::vector<Relevance> relevances = {relevance_of(d.graph, d.head, weight_of_anchor(5))};
  const auto bias_of = [&](const Graph& graph) {
    return to_vector(graph.tensor(graph.operators[0].inputs[2]));
  };
  EXPECT_NE(bias_of(correct_biases(d.graph, ranges, inputs, relevances)),
            bias_of(correct_biases(d.graph, ranges, inputs)));
  // Nothing matters, so nothing is corrected.
  EXPECT_EQ(bias_of(correct_biases(d.graph, ranges, inputs, {Relevance{}})), bias_of(d.graph));
}

}  // namespace
}  // namespace ocellus::tools::quantize
