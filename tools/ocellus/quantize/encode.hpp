// A float graph and its activations' ranges, as an int8 graph by TensorFlow Lite's rules; and back.
#pragma once

#include <cstdint>
#include <vector>

#include "tools/ocellus/graph/graph.hpp"
#include "tools/ocellus/quantize/grid.hpp"

namespace ocellus::tools::quantize {

// The largest bias, in units of s_in * s_w. An int32 would hold 2^31; up to 2^23 the sum of bias
// and products is also exact as a float, which the fast kernels use. A bias this large comes with
// weights so small that their own rounding stays far below the output's.
inline constexpr double kBiasLimit = 1 << 23;

// The scale of one output channel's weights in [-127, 127], for inputs of scale `input_scale`. Not
// below |bias| / (input_scale * kBiasLimit): the bias is stored as int32 with the scale input_scale
// * (the result), and a channel of tiny weights with an ordinary bias would lose it.
struct WeightScale {
  float scale = 1;
  bool floored = false;  // that bound decided
};
WeightScale weight_scale(float largest_weight, float bias, float input_scale);

struct Encoded {
  Graph graph;
  std::vector<std::int32_t> floored;  // by operator: channels whose scale the bias decided
};

// Activations on the grids of `ranges` (by TensorId), int8 weights with a scale per output channel
// (FULLY_CONNECTED: one for all), int32 biases with scale s_in * s_w, other constants on grids of
// their own or, where the scheme wants it, their operator's. Every operator must have constants of
// its own. Ids of
// activations and the order of operators stay.
Encoded encode(const Graph& graph, const std::vector<Range>& ranges);

// The float graph that computes with exactly the weights and biases of an int8 graph; only the
// rounding of activations is missing.
Graph decode(const Graph& encoded);

// The grid of an int8 activation.
Grid grid_of(const Tensor& tensor);

}  // namespace ocellus::tools::quantize
