// Which tensors share memory.
//
// A RESHAPE changes no byte, so both its sides are one piece of memory. A CONCATENATION along an
// axis with nothing but ones before it puts its parts one behind the other, so their producers
// write them where they belong. Either gives up only where it must: a graph input keeps its own
// storage (the caller writes it, 64-byte aligned), and a tensor can be a part of one whole only.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "tools/ocellus/graph/graph.hpp"
#include "tools/ocellus/plan/program.hpp"

namespace ocellus::tools {

// One input of a RESHAPE or CONCATENATION that has to be copied after all.
struct CopyNeeded {
  std::size_t operator_index = 0;  // in graph.operators
  std::size_t input_index = 0;     // in its inputs

  bool operator==(const CopyNeeded&) const = default;
};

struct Placement {
  std::vector<Place> places;  // by TensorId; constants have no storage
  std::vector<Storage> storages;
  std::vector<CopyNeeded> copies;  // in the graph's order
};

Placement place_tensors(const Graph& graph);

// The product of the dimensions before and from `axis` on.
std::size_t elements_before(const Tensor& tensor, std::int32_t axis);
std::size_t elements_from(const Tensor& tensor, std::int32_t axis);

}  // namespace ocellus::tools
