#include "tools/ocellus/quantize/equalise.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tools/ocellus/quantize/channels.hpp"
#include "tools/ocellus/tflite/sample_graphs.hpp"

namespace ocellus::tools::quantize {
namespace {

Inputs some_inputs(std::size_t size) {
  Inputs inputs(3, std::vector<float>(size));
  for (std::size_t n = 0; n < inputs.size(); ++n) {
    for (std::size_t i = 0; i < size; ++i) {
      inputs[n][i] = std::sin(static_cast<float>(i * (n + 2)) * 0.7f);
    }
  }
  return inputs;
}

// Divides the weights and the bias of each second output channel by 50.
void make_uneven(Graph& graph, std::size_t index) {
  const Operator& op = graph.operators[index];
  std::vector<float> weights = to_vector(graph.tensor(op.inputs[1]));
  std::vector<float> bias = to_vector(graph.tensor(op.inputs[2]));
  filter_layout(graph, op)->for_each([&](std::size_t at, std::int32_t, std::int32_t o) {
    if (o % 2 == 1) weights[at] /= 50;
  });
  for (std::size_t o = 1; o < bias.size(); o += 2) bias[o] /= 50;
  set_values(graph.tensor(op.inputs[1]), weights);
  set_values(graph.tensor(op.inputs[2]), bias);
}

void expect_same_function(const Graph& a, const Graph& b, const Inputs& inputs) {
  const reference::FloatEngine x(a);
  const reference::FloatEngine y(b);
  for (const std::vector<float>& input : inputs) {
    const auto want = x.infer(input);
    const auto got = y.infer(input);
    for (std::size_t k = 0; k < want.size(); ++k) {
      for (std::size_t i = 0; i < want[k].size(); ++i) {
        ASSERT_NEAR(got[k][i], want[k][i], 1e-4 + 1e-4 * std::fabs(want[k][i]));
      }
    }
  }
}

// conv, depthwise, conv with a residual around the last two, conv.
Graph residual(Activation activation) {
  GraphBuilder builder(DataType::kFloat32);
  const TensorId in = builder.input({1, 6, 6, 3});
  const TensorId first = builder.conv2d(in, 8, 1);
  DepthwiseConv2dAttributes same;
  same.padding = {1, 1, 1, 1};
  same.activation = activation;
  const TensorId second = builder.depthwise_conv2d(first, 1, 3, same);
  const TensorId third = builder.conv2d(second, 8, 1);
  Graph graph = builder.finish({builder.conv2d(builder.add(first, third), 4, 1)});
  for (const std::size_t index : {0U, 1U, 2U}) make_uneven(graph, index);
  return graph;
}

TEST(Equalise, KeepsTheFunctionAndEvensTheChannels) {
  for (const Activation activation : {Activation::kNone, Activation::kRelu, Activation::kRelu6}) {
    const Graph graph = residual(activation);
    const Inputs inputs = some_inputs(6 * 6 * 3);
    const Statistics before = observe(reference::FloatEngine(graph), inputs, false);
    Graph even = graph;
    const auto factors = equalise(even, before);
    expect_same_function(graph, even, inputs);

    const Statistics after = observe(reference::FloatEngine(even), inputs, false);
    const TensorId second = graph.operators[1].outputs[0];
    ASSERT_FALSE(factors[second].empty());
    const auto ratio = [&](const Statistics& statistics) {
      float least = 1e9f;
      float most = 0;
      for (const ChannelRange& c : statistics[second].channels) {
        const float reach = std::max(-c.low, c.high);
        if (reach > 0) least = std::min(least, reach);
        most = std::max(most, reach);
      }
      return most / least;
    };
    EXPECT_LT(ratio(after), 0.5f * ratio(before));
    // What ADD joins is scaled alike.
    EXPECT_EQ(factors[graph.operators[0].outputs[0]], factors[graph.operators[3].outputs[0]]);
  }
}

TEST(Equalise, RaisesThroughRelu6OnlyWhereThereIsRoom) {
  Graph graph = residual(Activation::kRelu6);
  Statistics seen = observe(reference::FloatEngine(graph), some_inputs(6 * 6 * 3), false);
  const TensorId second = graph.operators[1].outputs[0];
  seen[second].range = {0, 6};
  const float highs[] = {6, 3, 1, 1.9f, 0.06f, 6, 6, 6};
  for (std::size_t c = 0; c < 8; ++c) seen[second].channels[c] = {0, highs[c]};
  const std::vector<float> factors = equalise(graph, seen)[second];
  EXPECT_EQ(factors[0], 1);                                  // at the cap: nothing may move
  EXPECT_EQ(factors[1], 1);                                  // beyond the reach already
  EXPECT_EQ(factors[2], EqualisationOptions().relu6_reach);  // wanted sqrt(6)
  EXPECT_FLOAT_EQ(factors[3], EqualisationOptions().relu6_reach / 1.9f);
  EXPECT_FLOAT_EQ(factors[4], 10);  // half of the way from 0.06 to 6
}

TEST(Equalise, FollowsChannelsThroughPaddingAndConcatenation) {
  GraphBuilder builder(DataType::kFloat32);
  const TensorId in = builder.input({1, 4, 4, 3});
  const TensorId a = builder.conv2d(in, 4, 1);
  const TensorId b = builder.conv2d(a, 4, 1);
  const TensorId joined = builder.concatenation({a, b}, 3);
  const TensorId padded = builder.pad(a, {0, 0, 0, 2}, {0, 0, 0, 2});
  const TensorId sum = builder.add(joined, padded);
  Graph graph = builder.finish({builder.conv2d(sum, 2, 1)});
  make_uneven(graph, 0);
  make_uneven(graph, 1);
  const Inputs inputs = some_inputs(4 * 4 * 3);
  Graph even = graph;
  const auto factors = equalise(even, observe(reference::FloatEngine(graph), inputs, false));
  expect_same_function(graph, even, inputs);
  // Channel 2 of the sum is channel 2 of `joined`, so of `a`, and channel 0 of `padded`'s source.
  EXPECT_EQ(factors[a][0], factors[a][2]);
  EXPECT_EQ(factors[sum][2], factors[a][2]);
  EXPECT_GT(factors[a][1], 1.5f);
  EXPECT_TRUE(factors[in].empty());
  EXPECT_TRUE(factors[graph.outputs[0]].empty());
}

TEST(Equalise, LeavesInputsOutputsAndRearrangedTensorsAlone) {
  GraphBuilder builder(DataType::kFloat32);
  const TensorId in = builder.input({1, 4, 4, 3});
  const TensorId a = builder.conv2d(in, 4, 1);
  const TensorId shape = builder.reshape(a, {1, 2, 8, 4});
  const Graph graph = builder.finish({builder.conv2d(shape, 2, 1)});
  EXPECT_TRUE(scalable_groups(graph).empty());
}

TEST(Equalise, LeavesChannelsAloneThatStayedAtZero) {
  Graph graph = residual(Activation::kRelu);
  const Operator& op = graph.operators[1];
  std::vector<float> weights = to_vector(graph.tensor(op.inputs[1]));
  std::vector<float> bias = to_vector(graph.tensor(op.inputs[2]));
  filter_layout(graph, op)->for_each([&](std::size_t at, std::int32_t, std::int32_t o) {
    if (o == 3) weights[at] = 0;
  });
  bias[3] = 0;
  set_values(graph.tensor(op.inputs[1]), weights);
  set_values(graph.tensor(op.inputs[2]), bias);
  const Statistics seen = observe(reference::FloatEngine(graph), some_inputs(6 * 6 * 3), false);
  const auto factors = equalise(graph, seen);
  EXPECT_EQ(factors[op.outputs[0]][3], 1.0f);
}

}  // namespace
}  // namespace ocellus::tools::quantize
