#include "tools/ocellus/compare/comparison.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>
#include <string>

#include "tools/ocellus/compare/channel_factors.hpp"
#include "tools/ocellus/compare/match.hpp"
#include "tools/ocellus/compare/report.hpp"
#include "tools/ocellus/graph/fold.hpp"
#include "tools/ocellus/quantize/channels.hpp"
#include "tools/ocellus/quantize/encode.hpp"
#include "tools/ocellus/quantize/equalise.hpp"
#include "tools/ocellus/quantize/quantize.hpp"
#include "tools/ocellus/quantize/ranges.hpp"
#include "tools/ocellus/tflite/sample_graphs.hpp"

namespace ocellus::tools::compare {
namespace {

using quantize::Inputs;

// Layers of the network below, by their place in it.
enum Place : std::size_t { kFirst, kDepthwise, kMiddle, kSum, kWide, kNarrow, kLast };

Graph network() {
  GraphBuilder builder(DataType::kFloat32);
  const TensorId in = builder.input({1, 10, 10, 3});
  const TensorId first = builder.conv2d(in, 16, 3, {.activation = Activation::kRelu});
  const TensorId depthwise = builder.depthwise_conv2d(
      first, 1, 3, {.padding = {1, 1, 1, 1}, .activation = Activation::kRelu});
  const TensorId middle = builder.conv2d(depthwise, 16, 1);
  const TensorId sum = builder.add(first, middle);
  const TensorId wide = builder.conv2d(sum, 32, 1, {.activation = Activation::kRelu});
  const TensorId narrow = builder.conv2d(wide, 12, 1);
  return builder.finish({builder.conv2d(narrow, 4, 1)});
}

// Makes every fourth output channel of an operator 30 times smaller, so that equalising has a task.
void make_uneven(Graph& graph, std::size_t index) {
  const Operator& op = graph.operators[index];
  for (const std::size_t k : {1U, 2U}) {
    Tensor& tensor = graph.tensor(op.inputs[k]);
    std::vector<float> values = quantize::to_vector(tensor);
    const std::size_t channels = graph.tensor(op.outputs[0]).shape.back();
    const bool channels_first = k == 1 && index != kDepthwise;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const std::size_t channel = channels_first ? i / (values.size() / channels) : i % channels;
      if (channel % 4 == 1) values[i] /= 30;
    }
    quantize::set_values(tensor, values);
  }
}

Inputs pictures(const Graph& graph, std::size_t count) {
  Inputs inputs(count, std::vector<float>(graph.tensor(graph.inputs[0]).elements()));
  for (std::size_t n = 0; n < count; ++n) {
    for (std::size_t i = 0; i < inputs[n].size(); ++i) {
      inputs[n][i] = std::sin(static_cast<float>(i * (n + 2)) * 0.7f);
    }
  }
  return inputs;
}

struct Models {
  Graph exact;
  Graph coded;
  std::vector<ChannelFactors> factors;
};

// An equalised int8 form, by everything that was seen; `narrow`: with a quarter of the range for
// the output of this layer.
Models equalised(std::optional<std::size_t> narrow = std::nullopt) {
  Models models;
  models.exact = network();
  for (const Place place : {kFirst, kDepthwise, kWide}) make_uneven(models.exact, place);
  Graph even = models.exact;
  quantize::separate_constants(even);
  const Inputs inputs = pictures(even, 4);
  const auto seen = quantize::observe(reference::FloatEngine(even), inputs, true);
  models.factors = quantize::equalise(even, seen);
  const auto statistics = quantize::observe(reference::FloatEngine(even), inputs, true);
  auto ranges = quantize::choose_ranges(even, statistics, {-1, 1}, quantize::RangeRule::kMinMax,
                                        quantize::RangeRule::kMinMax);
  if (narrow) {
    quantize::Range& range = ranges[even.operators[*narrow].outputs[0]];
    range = {range.low / 4, range.high / 4};
  }
  models.coded = quantize::encode(even, ranges).graph;
  return models;
}

Comparison compared(const Models& models, bool factors_known) {
  auto comparison =
      Comparison::load(models.exact, models.coded,
                       factors_known ? std::optional(models.factors) : std::nullopt, Isa::kScalar);
  EXPECT_TRUE(comparison.ok()) << comparison.failure().line();
  for (const std::vector<float>& picture : pictures(models.exact, 3)) {
    comparison.value().add({picture});
  }
  return std::move(comparison.value());
}

TEST(ChannelFactors, AreFoundInTheWeights) {
  const Models models = equalised();
  const auto found =
      estimate_factors(models.exact, models.coded, match_tensors(models.exact, models.coded));
  std::size_t scaled = 0;
  for (std::size_t id = 0; id < found.size(); ++id) {
    const ChannelFactors& truth = models.factors[id];
    ASSERT_EQ(found[id].size(), truth.size()) << models.coded.tensors[id].name;
    for (std::size_t c = 0; c < truth.size(); ++c) {
      EXPECT_NEAR(found[id][c], truth[c], 0.04 * truth[c]);
      scaled += truth[c] > 2 ? 1 : 0;
    }
  }
  EXPECT_GE(scaled, 8U);
}

TEST(Comparison, DoesNotTakeScaledChannelsForNoise) {
  const Models models = equalised();
  for (const bool known : {true, false}) {
    const Comparison comparison = compared(models, known);
    ASSERT_EQ(comparison.layers().size(), 7U);
    EXPECT_EQ(comparison.unmatched(), 0U);
    for (const Layer& layer : comparison.layers()) {
      EXPECT_GT(layer.total.decibels(), 28) << layer.tensor;
      ASSERT_TRUE(layer.own);
      EXPECT_GT(layer.own->decibels(), 33) << layer.tensor;
      EXPECT_EQ(layer.clipped, 0U);
    }
    EXPECT_TRUE(comparison.layers()[kWide].rescaled);
    EXPECT_TRUE(comparison.layers()[kLast].model_output);
  }
}

// What is done to one operator, so that it must come out first.
using Break = void (*)(Graph& graph, Operator& op);

void lose_the_bias(Graph& graph, Operator& op) {
  for (std::byte& byte : graph.tensor(op.inputs[2]).data) byte = {};
}
void forget_a_channel(Graph& graph, Operator& op) {
  Tensor& filter = graph.tensor(op.inputs[1]);
  std::memset(filter.data.data(), 0, filter.data.size() / filter.shape[0]);
}
void double_a_channel(Graph& graph, Operator& op) {
  graph.tensor(op.inputs[1]).quantization.scales[0] *= 2;
}
void coarsen_the_weights(Graph& graph, Operator& op) {
  for (std::byte& byte : graph.tensor(op.inputs[1]).data) {
    byte = static_cast<std::byte>(std::to_integer<std::int8_t>(byte) / 40 * 40);
  }
}

TEST(Comparison, PutsTheBrokenLayerFirst) {
  constexpr struct {
    const char* name;
    Break apply;
  } kBreaks[] = {{"grid", nullptr},
                 {"bias", lose_the_bias},
                 {"channel lost", forget_a_channel},
                 {"channel doubled", double_a_channel},
                 {"weights", coarsen_the_weights}};
  for (const auto& broken : kBreaks) {
    for (const Place place : {kFirst, kMiddle, kWide, kNarrow, kLast}) {
      for (const bool known : {true, false}) {
        SCOPED_TRACE(std::string(broken.name) + " in layer " + std::to_string(place) +
                     (known ? ", factors known" : ", factors estimated"));
        Models models = broken.apply ? equalised() : equalised(place);
        if (broken.apply) broken.apply(models.coded, models.coded.operators[place]);
        const Comparison comparison = compared(models, known);
        const std::vector<Layer>& layers = comparison.layers();
        EXPECT_EQ(ordered(layers, Order::kOwn)[0], place);
        EXPECT_LT(layers[place].own->decibels(), 30);
      }
    }
  }
}

TEST(Comparison, TellsTotalFromOwn) {
  const std::vector<Layer> layers = compared(equalised(kFirst), true).layers();
  EXPECT_LT(layers[kFirst].total.decibels(), 20);
  EXPECT_GT(layers[kFirst].clipped_share(), 0.05);
  // The damage runs on; the layers behind did nothing wrong.
  for (const Place behind : {kDepthwise, kSum, kWide, kNarrow, kLast}) {
    EXPECT_LT(layers[behind].total.decibels(), 25);
    EXPECT_GT(layers[behind].own->decibels(), 30);
  }
}

TEST(Comparison, ManagesTwoInputsAndTwoOutputs) {
  GraphBuilder builder(DataType::kFloat32);
  const TensorId a = builder.input({1, 4, 4, 4});
  const TensorId b = builder.input({1, 4, 4, 4});
  const TensorId sum = builder.add(builder.conv2d(a, 4, 1), builder.conv2d(b, 4, 1));
  const Graph exact = builder.finish({sum, builder.conv2d(sum, 2, 1)});
  Graph separate = exact;
  quantize::separate_constants(separate);
  std::vector<quantize::Range> ranges(exact.tensors.size(), {-3, 3});
  const Graph coded = quantize::encode(separate, ranges).graph;
  auto comparison = Comparison::load(exact, coded, std::nullopt, Isa::kScalar);
  ASSERT_TRUE(comparison.ok()) << comparison.failure().line();
  const std::vector<float> one = pictures(exact, 1)[0];
  const std::vector<float> other(one.rbegin(), one.rend());
  comparison.value().add({one, other});
  for (const Layer& layer : comparison.value().layers()) {
    EXPECT_GT(layer.total.decibels(), 15) << layer.tensor;
  }
  EXPECT_EQ(comparison.value().exact_output(0).size(), 64U);
  EXPECT_EQ(comparison.value().coded_output(1).size(), 32U);
}

TEST(Comparison, RefusesModelsThatAreNotFormsOfEachOther) {
  const Models models = equalised();
  const auto refusal = [](Graph exact, Graph coded) {
    const auto result =
        Comparison::load(std::move(exact), std::move(coded), std::nullopt, Isa::kScalar);
    return result.ok() ? "" : result.failure().line();
  };
  EXPECT_NE(refusal(models.coded, models.coded).find("float model: is int8"), std::string::npos);
  EXPECT_NE(refusal(models.exact, models.exact).find("int8 model: "), std::string::npos);
  GraphBuilder builder(DataType::kInt8);
  const TensorId other = builder.input({1, 5, 5, 3});
  EXPECT_NE(refusal(models.exact, builder.finish({builder.conv2d(other, 4, 1)})).find("its inputs"),
            std::string::npos);
  Graph strange = models.coded;
  for (Tensor& tensor : strange.tensors) tensor.name = "x";
  strange.outputs.clear();
  EXPECT_NE(refusal(models.exact, strange).find("none of its tensors"), std::string::npos);
}

TEST(Report, ShowsTheWorstFirstAndNoMoreThanAsked) {
  Models models = equalised();
  lose_the_bias(models.coded, models.coded.operators[kMiddle]);
  const Comparison comparison = compared(models, true);
  const Subject subject{.model = "a \"float\".tflite", .quantized_on = 3, .compared_on = 3};
  const std::string text = table(subject, comparison, Order::kOwn, 2);
  EXPECT_NE(text.find("quantized on 3 pictures"), std::string::npos);
  EXPECT_NE(text.find("5 more; --worst 7 shows all"), std::string::npos);
  const auto document = nlohmann::json::parse(json(subject, comparison, Order::kOwn, 3));
  EXPECT_EQ(document["model"], subject.model);
  EXPECT_TRUE(document["int8"].is_null());
  EXPECT_EQ(document["layers_compared"], 7);
  ASSERT_EQ(document["layers"].size(), 3U);
  EXPECT_EQ(document["layers"][0]["tensor"], comparison.layers()[kMiddle].tensor);
  EXPECT_LE(document["layers"][0]["own_snr_db"], document["layers"][1]["own_snr_db"]);
  const auto whole = nlohmann::json::parse(json(subject, comparison, Order::kFile, 100));
  ASSERT_EQ(whole["layers"].size(), 7U);
  EXPECT_EQ(whole["layers"][kMiddle]["tensor"], comparison.layers()[kMiddle].tensor);
}

}  // namespace
}  // namespace ocellus::tools::compare
