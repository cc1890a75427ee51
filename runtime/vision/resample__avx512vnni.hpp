// What of resample.hpp gains by AVX512 and VNNI; the rest is resample__avx2.hpp's.
#pragma once

#include "runtime/vision/resample__avx2.hpp"

namespace ocellus {

[[gnu::always_inline]] inline void blend_rows__avx512vnni(const std::uint8_t* rows,
                                                          std::ptrdiff_t stride,
                                                          std::span<const std::int16_t> weights,
                                                          std::int32_t count,
                                                          std::int16_t* values) {
  constexpr std::int32_t kBlock = 64;
  if (count < kBlock) {
    blend_rows__avx2(rows, stride, weights, count, values);
    return;
  }
  constexpr int kDown = kWeightBits - kValueBits;
  const __m512i zero = _mm512_setzero_si512();
  const __m512i first_half = _mm512_setr_epi64(0, 1, 8, 9, 2, 3, 10, 11);
  const __m512i second_half = _mm512_setr_epi64(4, 5, 12, 13, 6, 7, 14, 15);
  for (std::int32_t x = 0; x < count; x += kBlock) {
    if (x > count - kBlock) x = count - kBlock;
    __m512i sums[4];
    for (__m512i& sum : sums) sum = _mm512_set1_epi32(1 << (kDown - 1));
    const std::uint8_t* row = rows + x;
    const auto add = [&](__m512i a, __m512i b, __m512i by) {
      const __m512i low = _mm512_unpacklo_epi8(a, b);
      const __m512i high = _mm512_unpackhi_epi8(a, b);
      sums[0] = _mm512_dpwssd_epi32(sums[0], _mm512_unpacklo_epi8(low, zero), by);
      sums[1] = _mm512_dpwssd_epi32(sums[1], _mm512_unpackhi_epi8(low, zero), by);
      sums[2] = _mm512_dpwssd_epi32(sums[2], _mm512_unpacklo_epi8(high, zero), by);
      sums[3] = _mm512_dpwssd_epi32(sums[3], _mm512_unpackhi_epi8(high, zero), by);
    };
    std::size_t k = 0;
    for (; k + 2 <= weights.size(); k += 2, row += 2 * stride) {
      add(_mm512_loadu_si512(row), _mm512_loadu_si512(row + stride),
          _mm512_set1_epi32(pair_of(weights[k], weights[k + 1])));
    }
    if (k < weights.size()) {
      add(_mm512_loadu_si512(row), zero, _mm512_set1_epi32(pair_of(weights[k], 0)));
    }
    for (__m512i& sum : sums) sum = _mm512_srai_epi32(sum, kDown);
    const __m512i low = _mm512_packs_epi32(sums[0], sums[1]);
    const __m512i high = _mm512_packs_epi32(sums[2], sums[3]);
    _mm512_storeu_si512(values + x, _mm512_permutex2var_epi64(low, first_half, high));
    _mm512_storeu_si512(values + x + 32, _mm512_permutex2var_epi64(low, second_half, high));
  }
}

// Sixteen targets at a time, four in each vector.
[[gnu::always_inline]] inline void blend_columns__avx512vnni(const std::int16_t* row,
                                                             const ColumnTaps& taps, int shift,
                                                             std::int16_t* blended) {
  constexpr std::int32_t kBlock = 16;
  const std::int32_t targets = taps.targets();
  if (targets < kBlock) {
    blend_columns__avx2(row, taps, shift, blended);
    return;
  }
  const __m512i half = _mm512_set1_epi32(1 << (shift - 1));
  const __m128i down = _mm_cvtsi32_si128(shift);
  const __m512i in_order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
  for (std::int32_t t = 0; t < targets; t += kBlock) {
    if (t > targets - kBlock) t = targets - kBlock;
    __m512i sums[4];
    for (__m512i& sum : sums) sum = _mm512_setzero_si512();
    for (std::int32_t run = 0; run < taps.runs(); ++run) {
      const std::int16_t* values = row + run * ColumnTaps::kRun;
      const std::int32_t* first = taps.first() + t;
      const std::int16_t* weights = taps.weights(run) + t * ColumnTaps::kRun;
      for (int i = 0; i < 4; ++i) {
        const __m256i low = load_halves__avx2(values + first[4 * i], values + first[4 * i + 1]);
        const __m256i high =
            load_halves__avx2(values + first[4 * i + 2], values + first[4 * i + 3]);
        sums[i] =
            _mm512_dpwssd_epi32(sums[i], _mm512_inserti64x4(_mm512_castsi256_si512(low), high, 1),
                                _mm512_loadu_si512(weights + 4 * i * ColumnTaps::kRun));
      }
    }
    const auto halve = [](__m512i a, __m512i b) {
      return _mm512_add_epi32(_mm512_unpacklo_epi32(a, b), _mm512_unpackhi_epi32(a, b));
    };
    const __m512i first_two = halve(sums[0], sums[1]);
    const __m512i last_two = halve(sums[2], sums[3]);
    const __m512i sum = _mm512_add_epi32(_mm512_unpacklo_epi64(first_two, last_two),
                                         _mm512_unpackhi_epi64(first_two, last_two));
    const __m512i value = _mm512_sra_epi32(_mm512_add_epi32(sum, half), down);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(blended + t),
                        _mm512_cvtepi32_epi16(_mm512_permutexvar_epi32(in_order, value)));
  }
}

}  // namespace ocellus
