// Copying rows of bytes: what is left of a CONCATENATION whose parts cannot be written in place.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "runtime/kernels/operands.hpp"

namespace ocellus::kernels {

// `rows` rows of `row_bytes`, dense where they are read, `output_stride` bytes from one row to the
// next where they are written (at least row_bytes). Input and output do not overlap.
struct Copy {
  std::uint32_t rows = 1;
  std::uint32_t row_bytes = 0;
  std::uint32_t output_stride = 0;

  // From the first byte written to behind the last.
  constexpr std::size_t span_bytes() const {
    return (std::size_t{rows} - 1) * output_stride + row_bytes;
  }
  bool operator==(const Copy&) const = default;
};

[[gnu::always_inline]] inline void run(const Copy& op, const Operands& at) {
  for (std::size_t row = 0; row < op.rows; ++row) {
    std::memcpy(at.outputs[0] + row * op.output_stride, at.inputs[0] + row * op.row_bytes,
                op.row_bytes);
  }
}

}  // namespace ocellus::kernels
