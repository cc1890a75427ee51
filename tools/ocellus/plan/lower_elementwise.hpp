// Operators that work element by element, as kernel calls.
#pragma once

#include "tools/ocellus/plan/draft.hpp"

namespace ocellus::tools::lowering {

Reason lower(Lowering& lowering, const ArithmeticAttributes& attributes);

}  // namespace ocellus::tools::lowering
