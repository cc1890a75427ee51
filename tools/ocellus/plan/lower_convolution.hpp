// CONV_2D and DEPTHWISE_CONV_2D as kernel calls.
#pragma once

#include "tools/ocellus/plan/draft.hpp"

namespace ocellus::tools::lowering {

// One call for each batch.
Reason lower(Lowering& lowering, const Conv2dAttributes& attributes);
Reason lower(Lowering& lowering, const DepthwiseConv2dAttributes& attributes);

}  // namespace ocellus::tools::lowering
