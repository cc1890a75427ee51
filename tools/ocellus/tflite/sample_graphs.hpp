// For tests and fuzzing: small graphs, float or int8, that together hold every operator and every
// way of padding. The same graph comes out on every machine.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tools/ocellus/graph/graph.hpp"

namespace ocellus::tools {

// Appends operators to a graph of float32 or int8 activations; weights are noise.
class GraphBuilder {
 public:
  explicit GraphBuilder(DataType type) : type_(type) {}

  TensorId input(std::vector<std::int32_t> shape);
  // The output's extent follows from the attributes' padding. `bias`: whether there is one.
  TensorId conv2d(TensorId from, std::int32_t channels, std::int32_t window,
                  const Conv2dAttributes& attributes = {}, bool bias = true);
  TensorId depthwise_conv2d(TensorId from, std::int32_t multiplier, std::int32_t window,
                            const DepthwiseConv2dAttributes& attributes = {}, bool bias = true);
  TensorId add(TensorId first, TensorId second, Activation activation = Activation::kNone);
  TensorId reshape(TensorId from, std::vector<std::int32_t> shape);
  // Gives all parts the scale of the first.
  TensorId concatenation(const std::vector<TensorId>& parts, std::int32_t axis);
  TensorId pad(TensorId from, std::vector<std::int32_t> before, std::vector<std::int32_t> after);
  // Keeps the scale, or halves it: then, in int8, the activation rescales.
  TensorId activation(TensorId from, Unary kind, bool rescale = false);

  Graph finish(std::vector<TensorId> outputs);

 private:
  TensorId tensor(std::string name, std::vector<std::int32_t> shape, Quantization quantization);
  TensorId constant(std::string name, DataType type, std::vector<std::int32_t> shape, double reach);
  TensorId append(Attributes attributes, std::vector<TensorId> inputs,
                  std::vector<std::int32_t> shape, Quantization quantization);
  template <typename Convolution>
  TensorId convolution(TensorId from, std::vector<std::int32_t> filter_shape,
                       std::size_t outputs_axis, const Convolution& attributes, bool bias);
  double noise();  // -1..1

  DataType type_;
  Graph graph_;
  std::uint32_t state_ = 1;
};

struct SampleGraph {
  std::string name;
  Graph graph;
};

// One for each operator and way of padding, and one that joins many; each under 20 kB as a file.
std::vector<SampleGraph> sample_graphs(DataType type);

}  // namespace ocellus::tools
