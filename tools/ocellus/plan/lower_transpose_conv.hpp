// TRANSPOSE_CONV as kernel calls.
#pragma once

#include "tools/ocellus/plan/draft.hpp"

namespace ocellus::tools::lowering {

// One call for each batch.
Reason lower(Lowering& lowering, const TransposeConvAttributes& attributes);

}  // namespace ocellus::tools::lowering
