// Where one call of a kernel finds its data.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ocellus::kernels {

// Pointers in the order of the operator's tensors; those it does not have are null. Tensors are
// dense and row-major, of the element type that the operator states. An input may lie in the
// arena or, when it is constant, in read-only memory.
struct Operands {
  static constexpr std::size_t kMostInputs = 3;
  static constexpr std::size_t kMostOutputs = 4;

  const std::byte* inputs[kMostInputs] = {};
  std::byte* outputs[kMostOutputs] = {};
  const std::byte* constants = nullptr;  // the operator's tables, 64-byte aligned
  std::byte* scratch = nullptr;          // 64-byte aligned

  [[gnu::always_inline]] const std::int8_t* input(std::size_t index) const {
    return reinterpret_cast<const std::int8_t*>(inputs[index]);
  }
  [[gnu::always_inline]] std::int8_t* output(std::size_t index) const {
    return reinterpret_cast<std::int8_t*>(outputs[index]);
  }
};

}  // namespace ocellus::kernels
