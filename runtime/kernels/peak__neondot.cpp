#include <arm_neon.h>

#include "runtime/kernels/peak.hpp"

namespace ocellus::kernels {

double multiply_accumulates__neondot(int rounds) {
  int32x4_t a = vdupq_n_s32(1);
  int32x4_t b = a, c = a, d = a, e = a, f = a, g = a, h = a;
  const int8x16_t inputs = vdupq_n_s8(1);
  const int8x16_t weights = inputs;
  for (int round = 0; round < rounds; ++round) {
    const auto multiply = [&](int32x4_t & sum) __attribute__((always_inline)) {
      asm volatile("sdot %0.4s, %1.16b, %2.16b" : "+w"(sum) : "w"(inputs), "w"(weights));
    };
    multiply(a), multiply(b), multiply(c), multiply(d);
    multiply(e), multiply(f), multiply(g), multiply(h);
  }
  return static_cast<double>(rounds) * 8 * 16;
}

}  // namespace ocellus::kernels
