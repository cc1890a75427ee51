// One operator of a graph, alone.
#pragma once

#include <vector>

#include "tools/ocellus/graph/graph.hpp"

namespace ocellus::tools {

struct Extract {
  Graph graph;                   // the operator with its constants
  std::vector<TensorId> inputs;  // of graph.inputs, what they are in the whole graph
};

// The graph's inputs are the activations that `op` reads, each once; its outputs are op's.
Extract extract(const Graph& whole, const Operator& op);

}  // namespace ocellus::tools
