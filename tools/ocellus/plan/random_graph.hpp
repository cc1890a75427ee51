// Int8 graphs made by code, with weights and scales that use the int8 range: for tests, and below
// the benchmark's networks (networks/).
//
// The same seed gives the same graph on every machine and with every standard library, so that
// golden checksums can be kept.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tools/ocellus/graph/graph.hpp"

namespace ocellus::tools {

// splitmix64: small, and defined to the last bit, unlike the standard's distributions.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next();
  // low..high, both included.
  std::int32_t between(std::int32_t low, std::int32_t high);
  bool chance(double probability);
  std::int8_t int8() { return static_cast<std::int8_t>(between(-128, 127)); }

 private:
  std::uint64_t state_;
};

// Appends operators to a graph. Activations are 1xHxWxC unless reshaped.
class GraphMaker {
 public:
  explicit GraphMaker(std::uint64_t seed) : random_(seed) {}

  TensorId input(std::int32_t height, std::int32_t width, std::int32_t channels);
  TensorId conv(TensorId from, std::int32_t channels, std::int32_t kernel, std::int32_t stride,
                Activation activation = Activation::kNone);
  TensorId depthwise(TensorId from, std::int32_t kernel, std::int32_t stride,
                     std::int32_t multiplier = 1, Activation activation = Activation::kRelu6);
  TensorId add(TensorId first, TensorId second, Activation activation = Activation::kNone);
  TensorId reshape(TensorId from, std::vector<std::int32_t> shape);
  // Gives the parts the whole's scale and zero point.
  TensorId concatenation(const std::vector<TensorId>& parts, std::int32_t axis);
  void output(TensorId id) { graph_.outputs.push_back(id); }

  // What the above are made of. ---------------------------------------------------------------
  TensorId activation(std::vector<std::int32_t> shape, float scale, std::int32_t zero_point);
  // Whole numbers in -reach..reach, as int8 or int32.
  TensorId constant(DataType type, std::vector<std::int32_t> shape, std::int32_t reach);
  void append(Attributes attributes, std::vector<TensorId> inputs, TensorId output);

  const Tensor& tensor(TensorId id) const { return graph_.tensor(id); }
  Graph& graph() { return graph_; }
  Random& random() { return random_; }

 private:
  template <typename Attributes>
  TensorId convolution(TensorId from, std::vector<std::int32_t> filter_shape,
                       std::int32_t channel_axis, std::int32_t taps, Attributes attributes);
  void set_quantization(TensorId id, const Quantization& quantization);

  Graph graph_;
  Random random_;
};

// A network of about `operators` operators: strided convolutions, residual blocks, and heads that
// are reshaped and concatenated into the output; one concatenation on the channels in between.
Graph random_graph(std::uint64_t seed, int operators);

}  // namespace ocellus::tools
