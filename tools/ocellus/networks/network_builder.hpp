// Layers of well-known networks, appended to an int8 graph as a converter would write them.
//
// Weights and biases are noise. Scales follow from how noise spreads: a sum of n products of
// weights of deviation w and inputs of root mean square r has the deviation w * r * sqrt(n),
// whatever the network, so every activation can be given a scale under which it uses the int8
// range. What the noise does not say is nothing that time depends on.
#pragma once

#include <cstdint>
#include <vector>

#include "tools/ocellus/graph/graph.hpp"
#include "tools/ocellus/plan/random_graph.hpp"

namespace ocellus::tools {

struct Window {
  std::int32_t height, width;
};
inline constexpr Window kPoint = {1, 1};

// Where a window may look beyond the edge: TensorFlow's two rules.
enum class Edge : std::uint8_t { kSame, kValid };

class NetworkBuilder {
 public:
  explicit NetworkBuilder(std::uint64_t seed) : maker_(seed) {}

  // 1 x height x width x channels, of which each value is as likely as any other.
  TensorId input(std::int32_t height, std::int32_t width, std::int32_t channels);

  TensorId conv(TensorId from, std::int32_t channels, Window window, std::int32_t stride,
                Activation activation, Edge edge = Edge::kSame);
  TensorId depthwise(TensorId from, Window window, std::int32_t stride, Activation activation);
  TensorId fully_connected(TensorId from, std::int32_t outputs);
  TensorId add(TensorId first, TensorId second, Activation activation);

  // `pixels` of zeros on all four sides.
  TensorId pad(TensorId from, std::int32_t pixels);
  TensorId max_pool(TensorId from, Window window, std::int32_t stride, Edge edge);
  // Over the whole picture, as AVERAGE_POOL_2D (1x1xC is left) or as MEAN (C is left).
  TensorId average_pool(TensorId from);
  TensorId mean(TensorId from);

  TensorId reshape(TensorId from, std::vector<std::int32_t> shape);
  TensorId softmax(TensorId from);

  std::int32_t channels(TensorId id) const { return tensor(id).shape[3]; }

  Graph finish(TensorId output);

 private:
  template <typename Attributes>
  TensorId convolution(TensorId from, std::vector<std::int32_t> filter_shape,
                       std::int32_t outputs_axis, Edge edge, double deviation,
                       Attributes attributes);
  // A filter and a bias that give sums of `deviation`. The scales differ by channel, or not.
  std::vector<TensorId> weights(TensorId from, std::vector<std::int32_t> filter_shape,
                                std::int32_t outputs_axis, bool by_channel, double deviation);
  // An activation of what comes out of `activation` given values around 0 of that deviation.
  TensorId activated(std::vector<std::int32_t> shape, double deviation, Activation activation);
  TensorId moved(TensorId from, std::vector<std::int32_t> shape);  // with `from`'s scale

  TensorId append(Attributes attributes, std::vector<TensorId> inputs, TensorId output);
  const Tensor& tensor(TensorId id) const { return maker_.tensor(id); }
  double& rms(TensorId id);

  GraphMaker maker_;
  std::vector<double> rms_;  // by TensorId: the root mean square to expect, in real units
};

}  // namespace ocellus::tools
