// Which positions of each activation have a say in the few output values that matter.
//
// Where a detector sees nothing its activations may be anything, and wild ones are: statistics over
// all positions then describe the background. Relevance starts at the anchors that show something
// and goes back through the graph along every path: a window passes an equal share to each of its
// positions, a sum passes all to either term.
#pragma once

#include <vector>

#include "tools/ocellus/graph/graph.hpp"
#include "tools/ocellus/quantize/detections.hpp"
#include "tools/ocellus/quantize/statistics.hpp"

namespace ocellus::tools::quantize {

// Each position's relevance in a picture where `weights` say how much each anchor matters; its sum
// over every activation on the way is that of the weights. Constants and what no path meets are
// empty.
Relevance relevance_of(const Graph& graph, const DetectionHead& head,
                       const std::vector<float>& weights);

// Of each input: what bears on the anchors that score 0.1 or more, by their scores; nothing in
// inputs in which none does. When none does in any, the best anchors matter. Activations on whose
// positions nothing depends in any input count everywhere alike.
std::vector<Relevance> relevances_of(const Graph& graph, const DetectionHead& head,
                                     const Inputs& inputs);

}  // namespace ocellus::tools::quantize
