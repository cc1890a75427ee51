// Passes that make a graph simpler and never change a bit of what it computes.
#pragma once

#include "tools/ocellus/graph/graph.hpp"

namespace ocellus::tools {

// All of the below, until none of them finds anything more to do.
void simplify(Graph& graph);

// Convolutions take over the rows and columns of zeros that a PAD puts around their input. A PAD
// of other axes, or by more than the window spans, stays.
bool fold_padding(Graph& graph);

// A RELU, RELU6 or RELU_N1_TO_1 becomes the fused activation of the convolution or ADD before it,
// when nothing else reads what lies between, one activation says the same as the two, and (int8)
// the values in between have the scale and zero point of the result.
bool fold_activations(Graph& graph);

// Removes operators that copy their input: a RESHAPE to the same shape, a PAD by nothing, a
// CONCATENATION of one. A RESHAPE of a RESHAPE reads the first one's input.
bool drop_identities(Graph& graph);

// Removes operators whose results nobody needs, and then tensors that nothing names. Inputs of
// the graph stay, used or not.
bool drop_dead_operators(Graph& graph);
void drop_unused_tensors(Graph& graph);

}  // namespace ocellus::tools
