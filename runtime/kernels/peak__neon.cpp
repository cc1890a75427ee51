#include <arm_neon.h>

#include "runtime/kernels/peak.hpp"

namespace ocellus::kernels {

double multiply_accumulates__neon(int rounds) {
  int32x4_t a = vdupq_n_s32(1);
  int32x4_t b = a, c = a, d = a, e = a, f = a, g = a, h = a;
  const int8x16_t inputs = vdupq_n_s8(1);
  const int8x16_t weights = inputs;
  for (int round = 0; round < rounds; ++round) {
    const auto multiply = [&](int32x4_t & sum) __attribute__((always_inline)) {
      int16x8_t products;
      asm volatile(
          "smull %1.8h, %2.8b, %3.8b\n\tsmlal2 %1.8h, %2.16b, %3.16b\n\tsadalp %0.4s, %1.8h"
          : "+w"(sum), "=&w"(products)
          : "w"(inputs), "w"(weights));
    };
    multiply(a), multiply(b), multiply(c), multiply(d);
    multiply(e), multiply(f), multiply(g), multiply(h);
  }
  return static_cast<double>(rounds) * 8 * 16;
}

}  // namespace ocellus::kernels
