// Cross-layer equalisation: channels of one tensor brought to similar ranges, so that a grid with
// one scale serves them all. The float function stays what it was.
//
// A channel multiplied by s where it is made (filter and bias of the producers) and divided by s
// where it is read (filters of the consumers) changes nothing, as long as everything between is
// linear or RELU. Through RELU6 it is exact while s * value stays below 6: there channels are only
// raised, and only those that leave room.
#pragma once

#include <vector>

#include "tools/ocellus/graph/graph.hpp"
#include "tools/ocellus/quantize/statistics.hpp"

namespace ocellus::tools::quantize {

struct EqualisationOptions {
  float strength = 0.5f;      // s = (tensor's range / channel's range)^strength
  float largest = 64.0f;      // s stays within [1 / largest, largest]
  float relu6_margin = 0.1f;  // share of 6 that calibration pictures must leave unused
};

// Tensors whose channels must be scaled alike, joined by ADD, RELU and spatial PAD.
struct ChannelGroup {
  std::vector<TensorId> members;
  std::int32_t channels = 0;
};

// The groups that may be scaled: made by convolutions only and read by convolutions only.
std::vector<ChannelGroup> scalable_groups(const Graph& graph);

// Rescales `graph` in place; returns, by TensorId, the factors used for each channel (empty: none).
std::vector<std::vector<float>> equalise(Graph& graph, const Statistics& statistics,
                                         const EqualisationOptions& options = {});

}  // namespace ocellus::tools::quantize
