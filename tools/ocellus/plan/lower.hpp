// From a graph of int8 operators to a flat list of kernel calls.
#pragma once

#include "tools/ocellus/graph/graph.hpp"
#include "tools/ocellus/plan/program.hpp"
#include "tools/ocellus/result.hpp"

namespace ocellus::tools {

// Steps come in the graph's order. Operators that only move values disappear where their results
// can share memory with what they are made of (see place.hpp) and become a Remap where they cannot.
//
// Fails, naming every operator concerned, when an operator has no int8 kernel, when tensors are not
// int8 with one scale, or when parameters contradict TensorFlow Lite's int8 specification. The
// failure's `where` is a place inside the model; the caller knows the file.
Result<Program> lower(const Graph& graph);

}  // namespace ocellus::tools
