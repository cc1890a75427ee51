// Passes that make a graph simpler and never change what it computes.
#pragma once

#include "tools/ocellus/graph/graph.hpp"

namespace ocellus::tools {

// Removes the tensors that no operator, input or output names; the others keep their order.
void drop_unused_tensors(Graph& graph);

}  // namespace ocellus::tools
