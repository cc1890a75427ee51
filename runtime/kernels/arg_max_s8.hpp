// ARG_MAX: the index of the largest value along one axis, the first of equals.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "runtime/kernels/operands.hpp"

namespace ocellus::kernels {

// Input: [outer, size, inner] int8. Output: [outer, inner] whole numbers of `index_bytes`, 4 or 8.
// They do not overlap.
struct ArgMax {
  std::int32_t outer = 1;
  std::int32_t size = 1;
  std::int32_t inner = 1;
  std::int32_t index_bytes = 4;

  bool operator==(const ArgMax&) const = default;
};

[[gnu::always_inline]] inline void run(const ArgMax& op, const Operands& at) {
  std::byte* output = at.outputs[0];
  for (std::int32_t i = 0; i < op.outer; ++i) {
    const std::int8_t* const from = at.input(0) + std::ptrdiff_t{i} * op.size * op.inner;
    for (std::int32_t k = 0; k < op.inner; ++k) {
      std::int64_t largest = 0;
      for (std::int32_t j = 1; j < op.size; ++j) {
        if (from[std::ptrdiff_t{j} * op.inner + k] > from[largest * op.inner + k]) {
          largest = j;
        }
      }
      if (op.index_bytes == 8) {
        std::memcpy(output, &largest, 8);
        output += 8;
      } else {
        const auto index = static_cast<std::int32_t>(largest);
        std::memcpy(output, &index, 4);
        output += 4;
      }
    }
  }
}

}  // namespace ocellus::kernels
