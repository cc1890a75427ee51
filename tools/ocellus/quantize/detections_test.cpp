#include "tools/ocellus/quantize/detections.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tools/ocellus/quantize/channels.hpp"
#include "tools/ocellus/quantize/encode.hpp"
#include "tools/ocellus/quantize/quantize.hpp"
#include "tools/ocellus/tflite/sample_graphs.hpp"

namespace ocellus::tools::quantize {
namespace {

// 256 anchors. Channel 0 of the input is what scores see: -1 for background, 1 for a thing.
// Logits are 500 times it less 496, so 4 for a thing; boxes are channel 1, a thousandfold where
// there is nothing.
Graph detecting_graph() {
  GraphBuilder builder(DataType::kFloat32);
  const TensorId in = builder.input({1, 16, 16, 3});
  const TensorId scores = builder.conv2d(in, 1, 1);
  const TensorId boxes = builder.conv2d(in, 4, 1);
  Graph graph =
      builder.finish({builder.reshape(boxes, {1, 256, 4}), builder.reshape(scores, {1, 256, 1})});
  const auto set = [&](std::size_t op, std::vector<float> weights, std::vector<float> bias) {
    set_values(graph.tensor(graph.operators[op].inputs[1]), weights);
    set_values(graph.tensor(graph.operators[op].inputs[2]), bias);
  };
  set(0, {500, 0, 0}, {-496});
  set(1, {-500, 1, 0, -500, 0, 1, -500, 1, 0, -500, 0, 1}, {500, 500, 500, 500});
  return graph;
}

Inputs pictures() {
  Inputs inputs(8, std::vector<float>(16 * 16 * 3));
  for (std::size_t n = 0; n < inputs.size(); ++n) {
    for (std::size_t i = 0; i < inputs[n].size(); ++i) {
      inputs[n][i] = i % 3 == 0 ? -1 : std::sin(static_cast<float>(i * (n + 2)));
    }
    inputs[n][30 * (n + 1)] = 1;
  }
  return inputs;
}

TEST(DetectionHead, IsFoundByItsShapesAndItsBackground) {
  const Graph graph = detecting_graph();
  Statistics seen = observe(reference::FloatEngine(graph), pictures(), true);
  const auto head = find_detection_head(graph, seen);
  ASSERT_TRUE(head.has_value());
  EXPECT_EQ(head->boxes, graph.outputs[0]);
  EXPECT_EQ(head->scores, graph.outputs[1]);
  EXPECT_EQ(head->anchors, 256U);
  // Values that lie to both sides are no detector's logits.
  Histogram& logits = seen[graph.outputs[1]].histogram;
  logits.range = {-5, 5};
  logits.counts.assign(Histogram::kBins, 1);
  EXPECT_FALSE(find_detection_head(graph, seen).has_value());
}

TEST(DetectionHead, RangesComeFromWhereThingsAre) {
  const Graph graph = detecting_graph();
  const Inputs inputs = pictures();
  const auto head =
      find_detection_head(graph, observe(reference::FloatEngine(graph), inputs, true));
  ASSERT_TRUE(head.has_value());
  const DetectionRanges ranges = detection_ranges(graph, *head, inputs);
  EXPECT_LT(ranges.boxes.high, 1.5f);  // 1001 elsewhere
  EXPECT_EQ(ranges.scores, (Range{-6.25f, 6.25f}));
}

TEST(DetectionHead, LeavesTheFewThingsTheirPrecision) {
  const Graph graph = detecting_graph();
  const auto result = quantize(graph, pictures(), {-1, 1});
  ASSERT_TRUE(result.ok()) << result.failure().line();
  const Graph& encoded = result.value().graph;
  EXPECT_LT(grid_of(encoded.tensor(encoded.outputs[0])).scale, 0.02f);
  EXPECT_LT(grid_of(encoded.tensor(encoded.outputs[1])).scale, 0.05f);
}

}  // namespace
}  // namespace ocellus::tools::quantize
