// Operators of two tensors, element by element, as kernel calls.
#pragma once

#include "tools/ocellus/plan/draft.hpp"

namespace ocellus::tools::lowering {

Reason lower(Lowering& lowering, const ArithmeticAttributes& attributes);
Reason lower(Lowering& lowering, const PreluAttributes& attributes);

}  // namespace ocellus::tools::lowering
