// Operators that work row by row along the last axis, as kernel calls.
#pragma once

#include "tools/ocellus/plan/draft.hpp"

namespace ocellus::tools::lowering {

Reason lower(Lowering& lowering, const SoftmaxAttributes& attributes);
Reason lower(Lowering& lowering, const L2NormalizationAttributes& attributes);

}  // namespace ocellus::tools::lowering
