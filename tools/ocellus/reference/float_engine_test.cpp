#include "tools/ocellus/reference/float_engine.hpp"

#include <gtest/gtest.h>

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
