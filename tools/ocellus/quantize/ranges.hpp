// Which range each activation gets on its int8 grid.
#pragma once

#include <vector>

#include "tools/ocellus/graph/graph.hpp"
#include "tools/ocellus/quantize/statistics.hpp"

namespace ocellus::tools::quantize {

enum class RangeRule : std::uint8_t {
  kMinMax,        // everything seen fits
  kLeastSquares,  // clipping where that lowers the mean squared rounding and clipping error
  kLeastBounded,  // the same with the error of one value bounded, for outputs with heavy tails
};

// Which tensors must have the same grid: RESHAPE and PAD keep their input's, CONCATENATION's inputs
// take its output's. The group of a tensor is the smallest TensorId in it.
std::vector<TensorId> grid_groups(const Graph& graph);

// The range for values distributed like `histogram`, inside histogram.range.
Range choose_range(const Histogram& histogram, RangeRule rule);

// A range for every activation, by TensorId, the same within a group. Graph inputs get
// `input_range`.
std::vector<Range> choose_ranges(const Graph& graph, const Statistics& statistics,
                                 Range input_range, RangeRule rule, RangeRule output_rule);

}  // namespace ocellus::tools::quantize
