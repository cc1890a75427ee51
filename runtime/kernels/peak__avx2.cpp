#include <immintrin.h>

#include "runtime/kernels/peak.hpp"

namespace ocellus::kernels {

double multiply_accumulates__avx2(int rounds) {
  __m256i a = _mm256_set1_epi8(1);
  __m256i b = a, c = a, d = a, e = a, f = a;
  const __m256i inputs = a;
  const __m256i weights = a;
  for (int round = 0; round < rounds; ++round) {
    const auto multiply = [&](__m256i & sum) __attribute__((always_inline)) {
      __m256i product;
      asm volatile("vpmaddwd %2, %3, %1\n\tvpaddd %1, %0, %0"
                   : "+x"(sum), "=&x"(product)
                   : "x"(inputs), "x"(weights));
    };
    multiply(a), multiply(b), multiply(c), multiply(d), multiply(e), multiply(f);
  }
  return static_cast<double>(rounds) * 6 * 16;
}

}  // namespace ocellus::kernels
