#include "tools/ocellus/reference/float_engine.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "tools/ocellus/tflite/sample_graphs.hpp"

namespace ocellus::tools::reference {
namespace {

std::vector<float> ramp(std::size_t size) {
  std::vector<float> values(size);
  for (std::size_t i = 0; i < size; ++i) {
    values[i] = std::sin(static_cast<float>(i) * 0.37f);
  }
  return values;
}

std::vector<float> constant_values(const Tensor& tensor) {
  std::vector<float> values(tensor.elements());
  std::memcpy(values.data(), tensor.data.data(), tensor.data.size());
  return values;
}

// A convolution by its definition, in double: no vectors, no blocks, no order.
template <typename Attributes>
std::vector<double> by_definition(const Graph& graph, const std::vector<float>& in) {
  const Operator& op = graph.operators[0];
  const auto& a = std::get<Attributes>(op.attributes);
  const auto& is = graph.tensor(op.inputs[0]).shape;
  const auto& os = graph.tensor(op.outputs[0]).shape;
  const auto& fs = graph.tensor(op.inputs[1]).shape;
  const std::vector<float> filter = constant_values(graph.tensor(op.inputs[1]));
  const std::vector<float> bias = constant_values(graph.tensor(op.inputs[2]));
  constexpr bool kDepthwise = std::is_same_v<Attributes, DepthwiseConv2dAttributes>;
  std::vector<double> out;
  for (int y = 0; y < os[1]; ++y) {
    for (int x = 0; x < os[2]; ++x) {
      for (int o = 0; o < os[3]; ++o) {
        double sum = bias[o];
        for (int fy = 0; fy < fs[1]; ++fy) {
          for (int fx = 0; fx < fs[2]; ++fx) {
            const int iy = y * a.stride_y + fy * a.dilation_y - a.padding.top;
            const int ix = x * a.stride_x + fx * a.dilation_x - a.padding.left;
            if (iy < 0 || iy >= is[1] || ix < 0 || ix >= is[2]) continue;
            for (int i = 0; i < is[3]; ++i) {
              if (kDepthwise && o / (os[3] / is[3]) != i) continue;
              const int f = kDepthwise ? (fy * fs[2] + fx) * os[3] + o
                                       : ((o * fs[1] + fy) * fs[2] + fx) * is[3] + i;
              sum += static_cast<double>(filter[f]) * in[(iy * is[2] + ix) * is[3] + i];
            }
          }
        }
        out.push_back(sum);
      }
    }
  }
  return out;
}

void expect_near(const std::vector<float>& got, const std::vector<double>& want) {
  ASSERT_EQ(got.size(), want.size());
  for (std::size_t i = 0; i < got.size(); ++i) ASSERT_NEAR(got[i], want[i], 1e-4) << "at " << i;
}

TEST(FloatEngine, ConvolvesByTheDefinition) {
  // Channels that fill neither a block nor a vector, strides, dilation and uneven padding.
  for (const std::int32_t channels : {1, 16, 19, 40}) {
    Conv2dAttributes a;
    a.stride_y = 2;
    a.dilation_x = 2;
    a.padding = {1, 0, 2, 1};
    GraphBuilder builder(DataType::kFloat32);
    const Graph graph =
        builder.finish({builder.conv2d(builder.input({1, 9, 11, 5}), channels, 3, a)});
    const std::vector<float> in = ramp(9 * 11 * 5);
    expect_near(FloatEngine(graph).infer(in)[0], by_definition<Conv2dAttributes>(graph, in));
  }
}

TEST(FloatEngine, ConvolvesDepthwiseByTheDefinition) {
  for (const std::int32_t multiplier : {1, 2, 3}) {
    DepthwiseConv2dAttributes a;
    a.stride_x = 2;
    a.padding = {1, 1, 0, 1};
    GraphBuilder builder(DataType::kFloat32);
    const TensorId input = builder.input({1, 7, 8, 21});
    const Graph graph = builder.finish({builder.depthwise_conv2d(input, multiplier, 3, a)});
    const std::vector<float> in = ramp(7 * 8 * 21);
    expect_near(FloatEngine(graph).infer(in)[0],
                by_definition<DepthwiseConv2dAttributes>(graph, in));
  }
}

// A graph of one operator with constants of noise.
Graph one_operator(Attributes attributes, std::vector<std::int32_t> in,
                   std::vector<std::int32_t> filter, std::vector<std::int32_t> out,
                   std::int32_t channels) {
  Graph graph;
  const auto add = [&](std::vector<std::int32_t> shape, bool constant) {
    Tensor& tensor = graph.tensors.emplace_back();
    tensor.shape = std::move(shape);
    if (!constant) return;
    const std::vector<float> values = ramp(tensor.elements() + graph.tensors.size());
    tensor.data.resize(tensor.bytes());
    std::memcpy(tensor.data.data(), values.data() + graph.tensors.size(), tensor.bytes());
  };
  add(std::move(in), false);
  add(std::move(filter), true);
  add({channels}, true);
  add(std::move(out), false);
  graph.operators = {{std::move(attributes), {0, 1, 2}, {3}, 0}};
  graph.inputs = {0};
  graph.outputs = {3};
  return graph;
}

TEST(FloatEngine, ConvolvesGroupsAndBatches) {
  // Three groups of 2 into 17 channels; two images.
  const std::int32_t channels = 51;
  const Graph graph = one_operator(Conv2dAttributes{.padding = {1, 1, 1, 1}}, {2, 3, 4, 6},
                                   {channels, 3, 3, 2}, {2, 3, 4, channels}, channels);
  const std::vector<float> in = ramp(2 * 3 * 4 * 6);
  const std::vector<float> filter = constant_values(graph.tensors[1]);
  const std::vector<float> bias = constant_values(graph.tensors[2]);
  std::vector<double> want;
  for (int n = 0; n < 2; ++n) {
    for (int y = 0; y < 3; ++y) {
      for (int x = 0; x < 4; ++x) {
        for (int o = 0; o < channels; ++o) {
          want.push_back(bias[o]);
          for (int tap = 0; tap < 9; ++tap) {
            const int iy = y + tap / 3 - 1;
            const int ix = x + tap % 3 - 1;
            if (iy < 0 || iy >= 3 || ix < 0 || ix >= 4) continue;
            for (int i = 0; i < 2; ++i) {
              want.back() += static_cast<double>(filter[(o * 9 + tap) * 2 + i]) *
                             in[((n * 3 + iy) * 4 + ix) * 6 + o / 17 * 2 + i];
            }
          }
        }
      }
    }
  }
  expect_near(FloatEngine(graph).infer(in)[0], want);
}

TEST(FloatEngine, SpreadsPixelsByTheDefinitionOfTransposeConv) {
  const TransposeConvAttributes a = {.stride_y = 2, .stride_x = 3, .padding = {1, 0, 0, 0}};
  const Graph graph = one_operator(a, {2, 2, 3, 5}, {4, 3, 2, 5}, {2, 4, 8, 4}, 4);
  const std::vector<float> in = ramp(2 * 2 * 3 * 5);
  const std::vector<float> filter = constant_values(graph.tensors[1]);
  const std::vector<float> bias = constant_values(graph.tensors[2]);
  std::vector<double> want(2 * 4 * 8 * 4);
  for (std::size_t k = 0; k < want.size(); ++k) want[k] = bias[k % 4];
  for (int n = 0; n < 2; ++n) {
    for (int pixel = 0; pixel < 6; ++pixel) {
      for (int tap = 0; tap < 6; ++tap) {
        const int y = pixel / 3 * 2 - 1 + tap / 2;
        const int x = pixel % 3 * 3 + tap % 2;
        if (y < 0 || y >= 4 || x >= 8) continue;
        for (int o = 0; o < 4; ++o) {
          for (int i = 0; i < 5; ++i) {
            want[((n * 4 + y) * 8 + x) * 4 + o] +=
                static_cast<double>(filter[(o * 6 + tap) * 5 + i]) * in[(n * 6 + pixel) * 5 + i];
          }
        }
      }
    }
  }
  expect_near(FloatEngine(graph).infer(in)[0], want);
}

TEST(FloatEngine, ConnectsEveryRowFully) {
  const FullyConnectedAttributes a = {Activation::kRelu};
  const Graph graph = one_operator(a, {7, 1, 3, 2}, {19, 6}, {7, 19}, 19);
  const std::vector<float> in = ramp(42);
  const std::vector<float> filter = constant_values(graph.tensors[1]);
  const std::vector<float> bias = constant_values(graph.tensors[2]);
  std::vector<double> want;
  for (int row = 0; row < 7; ++row) {
    for (int o = 0; o < 19; ++o) {
      double sum = bias[o];
      for (int i = 0; i < 6; ++i) sum += static_cast<double>(filter[o * 6 + i]) * in[row * 6 + i];
      want.push_back(std::max(sum, 0.0));
    }
  }
  expect_near(FloatEngine(graph).infer(in)[0], want);
}

TEST(FloatEngine, ReadsConstantOperandsAndShowsEveryOutput) {
  Graph graph = one_operator(ArithmeticAttributes{Arithmetic::kMul, Activation::kRelu}, {1, 2, 2},
                             {2}, {1, 2, 2}, 1);
  graph.operators[0].inputs = {0, 1};
  graph.operators.push_back({SplitAttributes{1}, {3}, {4, 5}, 1});
  for (int i = 0; i < 2; ++i) graph.tensors.emplace_back().shape = {1, 1, 2};
  graph.outputs = {5};
  const std::vector<float> slopes = constant_values(graph.tensors[1]);
  std::vector<TensorId> seen;
  const auto got = FloatEngine(graph).infer(
      std::vector<float>{1, -2, 3, 4},
      [&](TensorId id, std::span<float> /*values*/) { seen.push_back(id); });
  EXPECT_EQ(seen, (std::vector<TensorId>{0, 3, 4, 5}));
  EXPECT_EQ(got[0], (std::vector<float>{3 * slopes[0], 4 * slopes[1]}));
}

TEST(FloatEngine, KnowsWhatItCannotCompute) {
  EXPECT_TRUE(computes({BlockAttributes{}, {}, {}, 0}));
  EXPECT_TRUE(computes({TransposeConvAttributes{}, {}, {}, 0}));
  EXPECT_FALSE(computes({DetectionPostProcessAttributes{}, {}, {}, 0}));
}

TEST(FloatEngine, ConcatenatesPadsAddsAndClamps) {
  GraphBuilder builder(DataType::kFloat32);
  const TensorId in = builder.input({1, 1, 2, 2});
  const TensorId whole = builder.concatenation({in, in}, 3);
  const TensorId padded = builder.pad(whole, {0, 0, 1, 0}, {0, 0, 0, 1});
  const TensorId sum = builder.add(padded, padded, Activation::kRelu6);
  const Graph graph = builder.finish({sum});
  const std::vector<float> got = FloatEngine(graph).infer(std::vector<float>{1, -2, 3, 4})[0];
  const std::vector<float> want = {0, 0, 0, 0, 0, 2, 0, 2, 0, 0, 6, 6, 6, 6, 0};
  EXPECT_EQ(got, want);
}

TEST(FloatEngine, VisitorsChangeWhatFollows) {
  GraphBuilder builder(DataType::kFloat32);
  const TensorId in = builder.input({1, 1, 1, 1});
  const TensorId twice = builder.add(in, in);
  const Graph graph = builder.finish({builder.add(twice, twice)});
  const auto out =
      FloatEngine(graph).infer(std::vector<float>{1}, [&](TensorId id, std::span<float> values) {
        if (id == twice) values[0] = 10;
      });
  EXPECT_EQ(out[0][0], 20);
}

TEST(FloatEngine, FreesWhatNobodyReadsAnyMore) {
  GraphBuilder builder(DataType::kFloat32);
  const TensorId in = builder.input({1, 1, 1, 1});
  const TensorId first = builder.add(in, in);
  const TensorId second = builder.add(first, in);
  const Graph graph = builder.finish({builder.add(second, second), first});
  Activations values(graph.tensors.size());
  values[in] = {1};
  FloatEngine(graph).run(values, {});
  EXPECT_TRUE(values[in].empty());
  EXPECT_TRUE(values[second].empty());
  EXPECT_EQ(values[first], std::vector<float>{2});
}

}  // namespace
}  // namespace ocellus::tools::reference
