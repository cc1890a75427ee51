// ADD for AVX2, 16 elements at a time. Arithmetic: fixed_point.hpp.
#pragma once

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "runtime/kernels/band.hpp"
#include "runtime/kernels/operators.hpp"
#include "runtime/kernels/requantize__avx2.hpp"

namespace ocellus::kernels {

// Eight values, given as int16, less their zero point, times 2^20 and the factor.
[[gnu::always_inline]] inline __m256i add_scale_input__avx2(__m128i values, std::int32_t zero_point,
                                                            Multiplier factor) {
  const __m256i difference =
      _mm256_sub_epi32(_mm256_cvtepi16_epi32(values), _mm256_set1_epi32(zero_point));
  const __m256i shifted = _mm256_slli_epi32(difference, Add::kLeftShift);
  if (factor.multiplier == 1 << 30 && factor.shift == 0) {
    return _mm256_srai_epi32(shifted, 1);  // one half: nothing is rounded
  }
  return Requantizer__avx2(factor).scale_integer(shifted);
}

// `output` may be `first` or `second`.
[[gnu::always_inline]] inline void add_s8__avx2(const Add& op, const std::int8_t* first,
                                                const std::int8_t* second, std::int8_t* output) {
  const Narrower__avx2 narrower{op.quantized};
  const Requantizer__avx2 total(op.sum);
  for (std::size_t i = 0; i < op.size; i += 16) {
    const std::int32_t count = op.size - i < 16 ? static_cast<std::int32_t>(op.size - i) : 16;
    const __m256i a = _mm256_cvtepi8_epi16(load_bytes__avx2(first + i, count));
    const __m256i b = _mm256_cvtepi8_epi16(load_bytes__avx2(second + i, count));
    const __m256i front = _mm256_add_epi32(
        add_scale_input__avx2(_mm256_castsi256_si128(a), op.first_zero_point, op.first),
        add_scale_input__avx2(_mm256_castsi256_si128(b), op.second_zero_point, op.second));
    const __m256i back = _mm256_add_epi32(
        add_scale_input__avx2(_mm256_extracti128_si256(a, 1), op.first_zero_point, op.first),
        add_scale_input__avx2(_mm256_extracti128_si256(b, 1), op.second_zero_point, op.second));
    // Narrowing leaves [front 0-3, back 0-3 | front 4-7, back 4-7], each twice.
    const __m256i wide = narrower.to16(total.scale_integer(front), total.scale_integer(back));
    const __m256i narrow = _mm256_permutevar8x32_epi32(narrower.to8(wide, wide),
                                                       _mm256_setr_epi32(0, 4, 1, 5, 0, 4, 1, 5));
    store_bytes__avx2(output + i, _mm256_castsi256_si128(narrow), count);
  }
}

// The same with every parameter a compile-time constant.
template <Add kOp>
[[gnu::noinline]] void add_s8__avx2(const std::int8_t* first, const std::int8_t* second,
                                    std::int8_t* output) {
  add_s8__avx2(kOp, first, second, output);
}

// A band of it.
template <Add kOp>
[[gnu::noinline]] void add_s8__avx2(const std::int8_t* first, const std::int8_t* second,
                                    std::int8_t* output, Band band) {
  Add op = kOp;
  op.size = static_cast<std::uint32_t>(band.size());
  add_s8__avx2(op, first + band.begin, second + band.begin, output + band.begin);
}

}  // namespace ocellus::kernels
