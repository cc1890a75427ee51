// Operators with weights: CONV_2D, DEPTHWISE_CONV_2D, TRANSPOSE_CONV and FULLY_CONNECTED.
//
// One loop serves all but the depthwise: a FULLY_CONNECTED layer is a convolution of one pixel, and
// a TRANSPOSE_CONV one whose taps fall between the input's pixels more often than not.
#pragma once

#include <vector>

#include "tools/ocellus/graph/graph.hpp"
#include "tools/ocellus/reference/compute.hpp"

namespace ocellus::tools::reference {

// Whether the operator has weights, and needs packed ones.
bool has_weights(const Operator& op);

struct PackedWeights {
  // [group][block of kLanes output channels][y][x][input][lane]; depthwise: as in the file.
  std::vector<float> filter;
  std::vector<float> bias;  // one per output channel, zeros where the operator has none
  std::int32_t height = 1, width = 1;
  std::int32_t inputs = 0;   // channels of one group
  std::int32_t outputs = 0;  // channels of one group
  std::int32_t groups = 1;
};

// Copies the constants of `op`, which has weights, as float32.
PackedWeights pack_weights(const Graph& graph, const Operator& op);

// Computes `op` before its fused activation.
void compute_weighted(const Operator& op, const PackedWeights& weights, const Operand& in,
                      const Result& out);

}  // namespace ocellus::tools::reference
