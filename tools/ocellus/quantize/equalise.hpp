// Cross-layer equalisation: channels of one tensor brought to similar ranges, so that a grid with
// one scale serves them all. The float function stays what it was.
//
// A channel multiplied by s where it is made (filter and bias of the producers) and divided by s
// where it is read (filters of the consumers) changes nothing, as long as everything between is
// linear or RELU. Through RELU6 it is exact while s * value stays below 6: there only channels that
// leave room are raised.
#pragma once

#include <vector>

#include "tools/ocellus/graph/graph.hpp"
#include "tools/ocellus/quantize/statistics.hpp"

namespace ocellus::tools::quantize {

struct EqualisationOptions {
  // s is the tensor's range / the channel's, to this power: half of the way to equal ranges, since
  // what the activations gain the weights of the reader lose.
  float power = 0.5f;
  float largest = 64.0f;  // no channel is raised more than this
  // A channel that ends in RELU6 is raised until its largest calibration value reaches this, no
  // further. Other pictures reach higher, and what they lose at 6 costs more than the finer grid
  // gains: with 5.4 the detector lost more by it than by all rounding together.
  float relu6_reach = 2.0f;
};

struct ChannelPlace {
  TensorId tensor = kNoTensor;
  std::int32_t channel = 0;
  bool operator==(const ChannelPlace&) const = default;
};

// Channels that must be scaled alike, joined by ADD, RELU, pooling, PAD, CONCATENATION and other
// operators that treat a channel's values alike.
using ChannelGroup = std::vector<ChannelPlace>;

// The groups that may be scaled: made by convolutions only and read by convolutions only.
std::vector<ChannelGroup> scalable_groups(const Graph& graph);

// Rescales `graph` in place; returns, by TensorId, the factors used for each channel (empty: none).
std::vector<std::vector<float>> equalise(Graph& graph, const Statistics& statistics,
                                         const EqualisationOptions& options = {});

}  // namespace ocellus::tools::quantize
