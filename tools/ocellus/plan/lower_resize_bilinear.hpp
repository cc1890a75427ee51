// RESIZE_BILINEAR as kernel calls.
#pragma once

#include "tools/ocellus/plan/draft.hpp"

namespace ocellus::tools::lowering {

// One call for each batch, each with its positions as tables.
Reason lower_resize_bilinear(Lowering& lowering, const ResizeAttributes& attributes);

}  // namespace ocellus::tools::lowering
