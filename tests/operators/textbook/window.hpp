// Where a sliding window begins.
#pragma once

#include <algorithm>
#include <cstdint>

#include "schema_generated.h"

namespace ocellus::textbook {

// Rows (or columns) before the input's first that the first window covers: none for VALID; for SAME
// half of what ceil(input / stride) windows need beyond the input, rounded down.
inline std::int64_t rows_before(tools::schema::PaddingRule rule, std::int64_t input,
                                std::int64_t kernel, std::int64_t stride, std::int64_t dilation) {
  if (rule == tools::schema::PaddingRule::Valid) return 0;
  const std::int64_t windows = (input + stride - 1) / stride;
  const std::int64_t needed = (windows - 1) * stride + (kernel - 1) * dilation + 1;
  return std::max<std::int64_t>(needed - input, 0) / 2;
}

}  // namespace ocellus::textbook
