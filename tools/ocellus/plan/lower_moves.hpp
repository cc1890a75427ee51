// Operators that only move values: checked here, planned by place.cpp, which makes most of those
// disappear that take a contiguous piece of their input, and moved by kernels::Remap where they
// stay.
#pragma once

#include "tools/ocellus/plan/draft.hpp"
#include "tools/ocellus/plan/moves.hpp"

namespace ocellus::tools::lowering {

Reason lower(Lowering& lowering, const ReshapeAttributes& attributes);
Reason lower(Lowering& lowering, const PadAttributes& attributes);
Reason lower(Lowering& lowering, const ConcatenationAttributes& attributes);
Reason lower(Lowering& lowering, const SplitAttributes& attributes);
Reason lower(Lowering& lowering, const SliceAttributes& attributes);
Reason lower(Lowering& lowering, const TransposeAttributes& attributes);
Reason lower(Lowering& lowering, const PackAttributes& attributes);
Reason lower(Lowering& lowering, const UnpackAttributes& attributes);
Reason lower(Lowering& lowering, const GatherAttributes& attributes);
Reason lower(Lowering& lowering, const BlockAttributes& attributes);
Reason lower(Lowering& lowering, const BatchBlockAttributes& attributes);
Reason lower_nearest(Lowering& lowering);  // RESIZE_NEAREST_NEIGHBOR

// The call for one part that is left.
Draft remap_call(const Graph& graph, const Operator& op, Move move);

}  // namespace ocellus::tools::lowering
