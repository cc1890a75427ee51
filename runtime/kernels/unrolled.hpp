// Loops without a loop. A loop that the compiler unrolls late leaves arrays of vectors in memory;
// here every index is a constant from the start, so that they live in registers.
#pragma once

#include <utility>

namespace ocellus::kernels {

// body.operator()<0>(), ..., body.operator()<kCount - 1>(). Always inlined, as its callers are
// compiled for different instruction sets.
template <int kCount, typename Body>
[[gnu::always_inline]] inline void unrolled(const Body& body) {
  [&]<int... kIndex>(std::integer_sequence<int, kIndex...>) __attribute__((always_inline)) {
    (body.template operator()<kIndex>(), ...);
  }
  (std::make_integer_sequence<int, kCount>());
}

}  // namespace ocellus::kernels
