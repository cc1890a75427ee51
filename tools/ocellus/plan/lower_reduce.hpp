// MEAN, SUM, REDUCE_MAX and ARG_MAX as kernel calls.
#pragma once

#include "tools/ocellus/plan/draft.hpp"

namespace ocellus::tools::lowering {

// Up to 6 dimensions; more where neighbours are both reduced or both kept.
Reason lower(Lowering& lowering, const ReduceAttributes& attributes);
Reason lower(Lowering& lowering, const ArgMaxAttributes& attributes);

}  // namespace ocellus::tools::lowering
