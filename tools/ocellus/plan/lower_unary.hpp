// Operators of one tensor, value by value, as kernel calls.
#pragma once

#include "tools/ocellus/plan/draft.hpp"

namespace ocellus::tools::lowering {

Reason lower(Lowering& lowering, const UnaryAttributes& attributes);
Reason lower(Lowering& lowering, const QuantizeAttributes& attributes);
Reason lower(Lowering& lowering, const DequantizeAttributes& attributes);

}  // namespace ocellus::tools::lowering
