// FULLY_CONNECTED as kernel calls.
#pragma once

#include "tools/ocellus/plan/draft.hpp"

namespace ocellus::tools::lowering {

// One call: a convolution with a window of one pixel, over a row of as many pixels as there are
// rows of inputs.
Reason lower(Lowering& lowering, const FullyConnectedAttributes& attributes);

}  // namespace ocellus::tools::lowering
