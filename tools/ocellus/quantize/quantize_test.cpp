#include "tools/ocellus/quantize/quantize.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tools/ocellus/quantize/channels.hpp"
#include "tools/ocellus/quantize/correct_bias.hpp"
#include "tools/ocellus/quantize/encode.hpp"
#include "tools/ocellus/quantize/report.hpp"
#include "tools/ocellus/quantize/simulate.hpp"
#include "tools/ocellus/tflite/export.hpp"
#include "tools/ocellus/tflite/import.hpp"
#include "tools/ocellus/tflite/sample_graphs.hpp"

namespace ocellus::tools::quantize {
namespace {

Inputs some_inputs(const Graph& graph, std::size_t count) {
  Inputs inputs(count, std::vector<float>(graph.tensor(graph.inputs[0]).elements()));
  for (std::size_t n = 0; n < count; ++n) {
    for (std::size_t i = 0; i < inputs[n].size(); ++i) {
      inputs[n][i] = std::sin(static_cast<float>(i * (n + 2)) * 0.7f);
    }
  }
  return inputs;
}

Graph small_network() {
  GraphBuilder builder(DataType::kFloat32);
  const TensorId in = builder.input({1, 8, 8, 3});
  const TensorId a = builder.conv2d(in, 8, 3, {.activation = Activation::kRelu6});
  const TensorId b = builder.depthwise_conv2d(a, 1, 3, {.padding = {1, 1, 1, 1}});
  const TensorId c = builder.conv2d(b, 8, 1);
  return builder.finish({builder.conv2d(builder.add(a, c), 4, 1)});
}

TEST(Quantize, TurnsEveryKindOfFloatGraphIntoAStandardInt8File) {
  for (const SampleGraph& sample : sample_graphs(DataType::kFloat32)) {
    if (sample.graph.inputs.size() != 1) continue;
    SCOPED_TRACE(sample.name);
    const auto result = quantize(sample.graph, some_inputs(sample.graph, 8), {-1, 1});
    ASSERT_TRUE(result.ok()) << result.failure().line();
    const auto back = import_tflite(tflite_bytes(result.value().graph, ""), sample.name);
    ASSERT_TRUE(back.ok()) << back.failure().line();
    EXPECT_FALSE(back.value().is_float());
  }
}

TEST(Quantize, StaysCloseToTheFloatModel) {
  const Graph graph = small_network();
  const auto result = quantize(graph, some_inputs(graph, 16), {-1, 1});
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result.value().calibrated_on, 16U);
  EXPECT_EQ(result.value().kept_aside, 4U);
  EXPECT_GT(result.value().layers.back().decibels, 25);
}

TEST(Quantize, ChoosesTheWayThatDisturbsTheOutputsLeast) {
  const Graph graph = small_network();
  const auto result = quantize(graph, some_inputs(graph, 16), {-1, 1});
  ASSERT_TRUE(result.ok());
  const Quantized& quantized = result.value();
  ASSERT_EQ(quantized.trials.size(), 8U);
  for (const Trial& trial : quantized.trials) {
    EXPECT_GT(trial.loss, 0);
    EXPECT_LE(quantized.trials[quantized.chosen].loss, trial.loss);
  }
}

TEST(Quantize, GivesTheSameBytesEveryTime) {
  const Graph graph = small_network();
  const auto first = quantize(graph, some_inputs(graph, 9), {-1, 1});
  const auto second = quantize(graph, some_inputs(graph, 9), {-1, 1});
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_EQ(first.value().graph, second.value().graph);
  EXPECT_EQ(table(first.value()), table(second.value()));
}

TEST(Quantize, ManagesWithOnePicture) {
  const Graph graph = small_network();
  EXPECT_TRUE(quantize(graph, some_inputs(graph, 1), {-1, 1}).ok());
}

TEST(Quantize, CallsForEveryStepItPromised) {
  const Graph graph = small_network();
  std::size_t steps = 0;
  ASSERT_TRUE(quantize(graph, some_inputs(graph, 4), {-1, 1}, [&] { ++steps; }).ok());
  EXPECT_EQ(steps, kSteps);
}

TEST(Quantize, RefusesWhatItCannotQuantize) {
  const Graph graph = small_network();
  EXPECT_FALSE(quantize(graph, {}, {-1, 1}).ok());
  const auto done = quantize(graph, some_inputs(graph, 4), {-1, 1});
  const auto again = quantize(done.value().graph, some_inputs(graph, 4), {-1, 1});
  ASSERT_FALSE(again.ok());
  EXPECT_NE(again.failure().what.find("int8 already"), std::string::npos);
}

TEST(Quantize, RepairsABiasThatWouldOverflow) {
  // The first convolution's odd channels have weights next to nothing and biases like the others.
  Graph graph = small_network();
  const Operator& op = graph.operators[0];
  std::vector<float> weights = to_vector(graph.tensor(op.inputs[1]));
  filter_layout(graph, op)->for_each([&](std::size_t at, std::int32_t, std::int32_t o) {
    if (o % 2 == 1) weights[at] *= 1e-12f;
  });
  set_values(graph.tensor(op.inputs[1]), weights);
  set_values(graph.tensor(op.inputs[2]), std::vector<float>(8, 2.5f));
  const auto result = quantize(graph, some_inputs(graph, 16), {-1, 1});
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result.value().layers.front().floored, 4);
  EXPECT_GT(result.value().layers.front().decibels, 25);
}

TEST(CorrectBiases, RestoresTheMeansOfChannels) {
  const Graph graph = small_network();
  const Inputs inputs = some_inputs(graph, 8);
  // Coarse grids that clip half of what is there, so that means move.
  std::vector<Range> ranges(graph.tensors.size(), Range{-1, 1});
  const Graph corrected = correct_biases(graph, ranges, inputs);
  const auto shift = [&](const Graph& source) {
    const Graph encoded = encode(source, ranges).graph;
    const Graph decoded = decode(encoded);
    const reference::FloatEngine exact(graph);
    const reference::FloatEngine engine(decoded);
    const TensorId before_last = graph.operators[2].outputs[0];
    double sum = 0;
    for (const std::vector<float>& input : inputs) {
      (void)exact.infer(input, [&](TensorId id, std::span<float> values) {
        if (id == before_last) {
          for (std::size_t i = 0; i < values.size(); i += 8) sum += values[i];
        }
      });
      (void)engine.infer(input, [&](TensorId id, std::span<float> values) {
        if (id == before_last) {
          for (std::size_t i = 0; i < values.size(); i += 8) sum -= values[i];
        }
        if (id == graph.inputs[0]) {
          round_input(encoded.tensor(id), values);
        } else {
          round_activation(encoded.tensor(id), values);
        }
      });
    }
    return std::fabs(sum);
  };
  EXPECT_LT(shift(corrected), 0.1 * shift(graph));
}

TEST(Report, IsOneJsonDocument) {
  Quantized quantized;
  quantized.trials.push_back({});
  quantized.layers.emplace_back();
  quantized.layers.back().tensor = "a \"b\"\n";
  const std::string text = json(quantized, "in.tflite", "out.tflite");
  EXPECT_EQ(text.front(), '{');
  EXPECT_TRUE(text.ends_with("]}\n"));
  EXPECT_NE(text.find(R"("tensor":"a \"b\"\u000a")"), std::string::npos);
}

}  // namespace
}  // namespace ocellus::tools::quantize
