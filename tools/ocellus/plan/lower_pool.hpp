// AVERAGE_POOL_2D and MAX_POOL_2D as kernel calls.
#pragma once

#include "tools/ocellus/plan/draft.hpp"

namespace ocellus::tools::lowering {

// One call for each batch.
Reason lower(Lowering& lowering, const PoolAttributes& attributes);

}  // namespace ocellus::tools::lowering
