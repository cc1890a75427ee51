// Which tensors share memory.
//
// What an operator takes from its input as one contiguous piece need not be moved (moves.hpp says
// what that is). A RESHAPE's two sides are one piece of memory; the parts of a CONCATENATION or
// PACK along an axis with nothing but ones before it are written where they belong in the whole;
// the outputs of such a SPLIT, UNPACK or SLICE are read where they lie in the whole. A move gives
// up only where it must: a graph input keeps its own storage (the caller writes it, 64-byte
// aligned), a constant has none, and a tensor can be a part of one whole only.
//
// Of the tensors that share bytes, one has a step that writes them, or several that write different
// parts; all others are read only. So the order "writers before readers" suffices.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "tools/ocellus/graph/graph.hpp"
#include "tools/ocellus/plan/program.hpp"

namespace ocellus::tools {

// One part that has to be moved after all.
struct MoveNeeded {
  std::size_t operator_index = 0;  // in graph.operators
  std::size_t part = 0;            // in moves_of(graph, operator)

  bool operator==(const MoveNeeded&) const = default;
};

struct Placement {
  std::vector<Place> places;  // by TensorId; constants have storage only if they are outputs
  std::vector<Storage> storages;
  std::vector<MoveNeeded> moves;  // in the graph's order
};

Placement place_tensors(const Graph& graph);

// The product of the dimensions before `axis`.
std::size_t elements_before(const Tensor& tensor, std::int32_t axis);

}  // namespace ocellus::tools
