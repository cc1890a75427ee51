// Which tensor of a float model an int8 tensor stands for, and how the float model computes it.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "tools/ocellus/graph/graph.hpp"

namespace ocellus::tools::compare {

// For each activation of `coded` the one of `exact` that it stands for, by TensorId; kNoTensor for
// constants and where there is none. Inputs and outputs go by their order, the others by name and
// size, where a name stands for one tensor. What QUANTIZE and DEQUANTIZE lie between stands for the
// same. The models need not have the same operators.
std::vector<TensorId> match_tensors(const Graph& exact, const Graph& coded);

// The operators of `graph` that lead from the values of `given` to `target`, in order; none when
// `target` is given itself. Empty when it needs an input of the graph that is not given.
std::optional<std::vector<std::size_t>> way_to(const Graph& graph, TensorId target,
                                               std::span<const TensorId> given);

}  // namespace ocellus::tools::compare
