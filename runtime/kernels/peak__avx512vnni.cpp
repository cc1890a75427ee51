#include <immintrin.h>

#include "runtime/kernels/peak.hpp"

namespace ocellus::kernels {

double multiply_accumulates__avx512vnni(int rounds) {
  __m512i a = _mm512_set1_epi8(1);
  __m512i b = a, c = a, d = a, e = a, f = a, g = a, h = a, i = a, j = a, k = a, l = a;
  const __m512i inputs = a;
  const __m512i weights = a;
  for (int round = 0; round < rounds; ++round) {
    const auto multiply = [&](__m512i & sum) __attribute__((always_inline)) {
      asm volatile("vpdpbusd %1, %2, %0" : "+v"(sum) : "v"(inputs), "v"(weights));
    };
    multiply(a), multiply(b), multiply(c), multiply(d), multiply(e), multiply(f);
    multiply(g), multiply(h), multiply(i), multiply(j), multiply(k), multiply(l);
  }
  return static_cast<double>(rounds) * 12 * 64;
}

}  // namespace ocellus::kernels
