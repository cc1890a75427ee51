// Any function of one int8 value: RELU and its kin, HARD_SWISH, LOGISTIC, TANH, LEAKY_RELU, and
// QUANTIZE between two int8 or uint8 scales. The function is a table of 256 bytes, which the
// compiler fills by the operator's own arithmetic: all instruction sets look up the same bits.
#pragma once

#include <cstddef>
#include <cstdint>

#include "runtime/kernels/operands.hpp"

namespace ocellus::kernels {

// Input and output: `size` elements of one byte each; they may be the same memory.
// Constants: 256 bytes, the result for each value of the input's byte taken as unsigned.
struct Lookup {
  static constexpr bool kWritesOverInputs = true;
  static constexpr std::size_t kTableBytes = 256;

  std::uint32_t size = 0;

  bool operator==(const Lookup&) const = default;
};

[[gnu::always_inline]] inline void run(const Lookup& op, const Operands& at) {
  const auto* const table = reinterpret_cast<const std::int8_t*>(at.constants);
  const std::int8_t* const input = at.input(0);
  std::int8_t* const output = at.output(0);
  for (std::uint32_t i = 0; i < op.size; ++i) {
    output[i] = table[static_cast<std::uint8_t>(input[i])];
  }
}

}  // namespace ocellus::kernels
