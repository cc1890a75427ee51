// What TensorFlow Lite's int8 scheme asks of the grids around each operator.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tools/ocellus/graph/graph.hpp"
#include "tools/ocellus/quantize/grid.hpp"

namespace ocellus::tools::quantize {

// The operator moves, selects or averages codes without rescaling them: its inputs (except a
// GATHER's indices, which are attributes) and outputs have one grid.
bool shares_grid(const Operator& op);

// ... and every value of its outputs is one of its inputs' or lies between them.
bool keeps_values(const Operator& op);

// The range of a grid that the scheme fixes: LOGISTIC and SOFTMAX 1/256 and -128, TANH and
// L2_NORMALIZATION 1/128 and 0.
std::optional<Range> fixed_range(const Operator& op);

// What the operator makes of values outside of this range it also makes of its ends, at least once
// rounded to int8. Unlimited for most.
Range useful_inputs(const Operator& op);

// How many times the output's scale must be at least the widest input's; kernels shift no further.
float least_scale_ratio(const Operator& op);

// Which tensors must have the same grid. The group of a tensor is the smallest TensorId in it.
std::vector<TensorId> grid_groups(const Graph& graph);

// Puts a QUANTIZE (a copy, in float) before a CONCATENATION, PACK, MAXIMUM or MINIMUM for each
// input whose grid is fixed, by its operator or as the graph's input, unless all of them have the
// same: the others' values must not be squeezed into it. Other operators' ids stay.
void separate_grids(Graph& graph);

// Why the operators that cannot become int8 cannot, one part of a sentence for each kind; empty
// when all can.
std::string cannot_quantize(const Graph& graph);

}  // namespace ocellus::tools::quantize
