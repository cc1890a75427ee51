// Copying rows of bytes: what is left of a CONCATENATION whose parts cannot be written in place.
//
// The one "kernel" without an ISA: memcpy is as fast as it gets everywhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace ocellus::kernels {

// `rows` rows of `row_bytes`, dense where they are read, `output_stride` bytes from one row to the
// next where they are written (at least row_bytes).
struct Copy {
  std::size_t rows = 1;
  std::size_t row_bytes = 0;
  std::size_t output_stride = 0;

  // From the first byte written to behind the last.
  constexpr std::size_t span_bytes() const { return (rows - 1) * output_stride + row_bytes; }
  bool operator==(const Copy&) const = default;
};

// Input and output do not overlap.
[[gnu::always_inline]] inline void copy_s8(const Copy& op, const std::int8_t* input,
                                           std::int8_t* output) {
  for (std::size_t row = 0; row < op.rows; ++row) {
    std::memcpy(output + row * op.output_stride, input + row * op.row_bytes, op.row_bytes);
  }
}

template <Copy kOp>
[[gnu::always_inline]] inline void copy_s8(const std::int8_t* input, std::int8_t* output) {
  copy_s8(kOp, input, output);
}

}  // namespace ocellus::kernels
