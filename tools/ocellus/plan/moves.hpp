// What an operator that only moves values takes from where.
#pragma once

#include <cstddef>
#include <vector>

#include "tools/ocellus/graph/graph.hpp"
#include "tools/ocellus/plan/remap_axes.hpp"

namespace ocellus::tools {

// A part of one output that comes from one input. The remapping reads the input as a whole.
struct Move {
  std::size_t input_index = 0;    // in the operator's inputs
  std::size_t output_index = 0;   // in its outputs
  std::size_t output_offset = 0;  // bytes into that output
  Remapping remapping;
};

// All parts of all outputs of a RESHAPE, PAD, CONCATENATION, SPLIT, SLICE, TRANSPOSE, PACK, UNPACK,
// GATHER, nearest-neighbour RESIZE, SPACE_TO_DEPTH, BATCH_TO_SPACE_ND or their kin; empty for other
// operators. Their shapes must fit together (lower_moves.cpp checks that). Most need one part for
// each pair of an input and an output; GATHER needs one for each batch, and SPACE_TO_BATCH_ND with
// padding one for each position in the block.
std::vector<Move> moves_of(const Graph& graph, const Operator& op);

}  // namespace ocellus::tools
