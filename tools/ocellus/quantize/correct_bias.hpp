// Bias correction: rounding shifts the mean of a channel, its bias takes the shift back.
//
// It helps where errors are small beside the values and of one sign. Where a few large values rule
// the mean it does harm: quantize() measures, and keeps it only when the outputs gain.
#pragma once

#include <vector>

#include "tools/ocellus/graph/graph.hpp"
#include "tools/ocellus/quantize/statistics.hpp"

namespace ocellus::tools::quantize {

// `exact` with biases changed so that encode(result, ranges) gives, layer after layer, the channel
// means that `exact` gives on `inputs`. Means are of what a convolution computes before its
// activation. Convolutions without a bias stay as they are.
// With `relevances`, one per input, means are weighted by them.
Graph correct_biases(const Graph& exact, const std::vector<Range>& ranges, const Inputs& inputs,
                     const std::vector<Relevance>& relevances = {});

}  // namespace ocellus::tools::quantize
