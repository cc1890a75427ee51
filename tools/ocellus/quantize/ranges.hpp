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

// The range for values distributed like `histogram`, inside histogram.range.
Range choose_range(const Histogram& histogram, RangeRule rule);

// A range for every activation, by TensorId, the same within a group (grid_rules.hpp). Graph inputs
// get `input_range`; values that no reader can tell apart are clipped.
std::vector<Range> choose_ranges(const Graph& graph, const Statistics& statistics,
                                 Range input_range, RangeRule rule, RangeRule output_rule);

}  // namespace ocellus::tools::quantize
