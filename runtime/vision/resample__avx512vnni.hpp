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
  // What the next target row adds to this one's; a picture fresh from a camera is in no near cache.
  const std::size_t ahead = (weights.size() + 1) / 2;
  const std::uint8_t* next = rows + static_cast<std::ptrdiff_t>(weights.size()) * stride;
  for (std::int32_t x = 0; x < count; x += kBlock) {
    if (x > count - kBlock) x = count - kBlock;
    __m512i sums[4];
#pragma GCC unroll 4
    for (__m512i& sum : sums) sum = _mm512_set1_epi32(1 << (kDown - 1));
    const std::uint8_t* row = rows + x;
    for (std::size_t k = 0; k < ahead; ++k) {
      _mm_prefetch(
          reinterpret_cast<const char*>(next + static_cast<std::ptrdiff_t>(k) * stride + x),
          _MM_HINT_T0);
    }
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
          _mm512_set1_epi32(pair_at(&weights[k])));
    }
    if (k < weights.size()) {
      add(_mm512_loadu_si512(row), zero, _mm512_set1_epi32(pair_of(weights[k], 0)));
    }
#pragma GCC unroll 4
    for (__m512i& sum : sums) sum = _mm512_srai_epi32(sum, kDown);
    const __m512i low = _mm512_packs_epi32(sums[0], sums[1]);
    const __m512i high = _mm512_packs_epi32(sums[2], sums[3]);
    _mm512_storeu_si512(values + x, _mm512_permutex2var_epi64(low, first_half, high));
    _mm512_storeu_si512(values + x + 32, _mm512_permutex2var_epi64(low, second_half, high));
  }
}

// The places of every second value of two vectors, from `first` on.
struct alignas(64) EverySecond__avx512vnni {
  std::int16_t places[32] = {};

  constexpr explicit EverySecond__avx512vnni(int first) {
    for (int i = 0; i < 32; ++i) places[i] = static_cast<std::int16_t>(2 * i + first);
  }
};
inline constexpr EverySecond__avx512vnni kEverySecond__avx512vnni[] = {EverySecond__avx512vnni(0),
                                                                       EverySecond__avx512vnni(1)};

[[gnu::always_inline]] inline void split_in_2__avx512vnni(const std::int16_t* values,
                                                          std::int32_t count,
                                                          std::int16_t* const* planes) {
  constexpr std::int32_t kBlock = 32;
  if (count < kBlock) {
    split_in_2__avx2(values, count, planes);
    return;
  }
  for (std::int32_t i = 0; i < count; i += kBlock) {
    if (i > count - kBlock) i = count - kBlock;
    const __m512i a = _mm512_loadu_si512(values + 2 * i);
    const __m512i b = _mm512_loadu_si512(values + 2 * i + 32);
#pragma GCC unroll 2
    for (int c = 0; c < 2; ++c) {
      const __m512i places = _mm512_load_si512(kEverySecond__avx512vnni[c].places);
      _mm512_storeu_si512(planes[c] + i, _mm512_permutex2var_epi16(a, places, b));
    }
  }
}

// Sixteen targets at a time; their values lie in a window of kRegisters vectors, 2, 3 or 4, from
// which a permutation picks each target's pair.
template <int kRegisters>
[[gnu::always_inline]] inline void blend_column_pairs__avx512vnni(const std::int16_t* row,
                                                                  std::int32_t targets,
                                                                  const ColumnPairs& pairs,
                                                                  int shift,
                                                                  std::int16_t* blended) {
  constexpr std::int32_t kGroup = ColumnPairs::kGroup;
  const __m512i half = _mm512_set1_epi32(1 << (shift - 1));
  const __m512i one = _mm512_set1_epi32(1);
  const __m128i down = _mm_cvtsi32_si128(shift);
  for (std::int32_t t = 0; t < targets; t += kGroup) {
    if (t > targets - kGroup) t = targets - kGroup;
    const ColumnPairs::Group group = pairs.group(t);
    __m512i window[kRegisters];
#pragma GCC unroll 4
    for (int i = 0; i < kRegisters; ++i) {
      window[i] = _mm512_loadu_si512(row + group.start + 32 * i);
    }
    __m512i places = _mm512_load_si512(group.places);
    __m512i sum = half;
    for (std::int32_t pair = 0; pair < pairs.pairs(); ++pair) {
      __m512i values = _mm512_permutex2var_epi32(window[0], places, window[1]);
      if constexpr (kRegisters > 2) {
        const __mmask16 beyond = _mm512_cmpgt_epi32_mask(places, _mm512_set1_epi32(31));
        values = kRegisters == 3
                     ? _mm512_mask_permutexvar_epi32(values, beyond, places, window[2])
                     : _mm512_mask_blend_epi32(
                           beyond, values,
                           _mm512_permutex2var_epi32(window[2], places, window[kRegisters - 1]));
      }
      sum = _mm512_dpwssd_epi32(sum, values, _mm512_load_si512(group.weights + 2 * kGroup * pair));
      places = _mm512_add_epi32(places, one);
    }
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(blended + t),
                        _mm512_cvtepi32_epi16(_mm512_sra_epi32(sum, down)));
  }
}

[[gnu::always_inline]] inline void blend_columns__avx512vnni(const std::int16_t* row,
                                                             const ColumnTaps& taps, int shift,
                                                             std::int16_t* blended) {
  const ColumnPairs& pairs = taps.pairs();
  if (pairs.pairs() == 0) {
    blend_columns__avx2(row, taps, shift, blended);
  } else if (pairs.window() <= 64) {
    blend_column_pairs__avx512vnni<2>(row, taps.targets(), pairs, shift, blended);
  } else if (pairs.window() <= 96) {
    blend_column_pairs__avx512vnni<3>(row, taps.targets(), pairs, shift, blended);
  } else {
    blend_column_pairs__avx512vnni<4>(row, taps.targets(), pairs, shift, blended);
  }
}

struct Mix__avx512vnni {
  [[gnu::always_inline]] __m256i operator()(__m256i x, __m256i y, __m256i z) const {
    constexpr __mmask32 kFirst = 0x92499249, kSecond = 0x24922492;
    return _mm256_mask_blend_epi8(kFirst, _mm256_mask_blend_epi8(kSecond, z, y), x);
  }
};

[[gnu::always_inline]] inline void write_yuv__avx512vnni(const PlaneRows& values,
                                                         const ColourMatrix& matrix,
                                                         std::uint8_t offset, std::uint8_t* bytes) {
  constexpr std::int32_t kBlock = 32;
  if (values.count < kBlock) {
    write_yuv__scalar(values, 0, matrix, offset, bytes);
    return;
  }
  const PixelBytes__avx2<Mix__avx512vnni> pixels;
  const ValueMatrix constant(matrix);
  const __m256i by = _mm256_set1_epi8(static_cast<char>(offset));
  const __m512i luma_red = _mm512_set1_epi32(pair_of(matrix.luma, matrix.red));
  const __m512i luma_green = _mm512_set1_epi32(pair_of(matrix.luma, matrix.green_u));
  const __m512i luma_blue = _mm512_set1_epi32(pair_of(matrix.luma, matrix.blue));
  const __m512i green_v = _mm512_set1_epi32(pair_of(0, matrix.green_v));
  const __m512i red_constant = _mm512_set1_epi32(constant.red);
  const __m512i green_constant = _mm512_set1_epi32(constant.green);
  const __m512i blue_constant = _mm512_set1_epi32(constant.blue);
  // 32 sums in two vectors, as bytes.
  const auto narrow = [&](__m512i low, __m512i high) {
    const __m512i levels = _mm512_packs_epi32(_mm512_srai_epi32(low, ValueMatrix::kDown),
                                              _mm512_srai_epi32(high, ValueMatrix::kDown));
    const __m512i not_negative = _mm512_max_epi16(levels, _mm512_setzero_si512());
    return _mm256_add_epi8(_mm512_cvtusepi16_epi8(not_negative), by);
  };
  for (std::int32_t i = 0; i < values.count; i += kBlock) {
    if (i > values.count - kBlock) i = values.count - kBlock;
    const __m512i y = _mm512_loadu_si512(values.planes[0] + i);
    const __m512i u = _mm512_loadu_si512(values.planes[1] + i);
    const __m512i v = _mm512_loadu_si512(values.planes[2] + i);
    const __m512i yu_low = _mm512_unpacklo_epi16(y, u);
    const __m512i yu_high = _mm512_unpackhi_epi16(y, u);
    const __m512i yv_low = _mm512_unpacklo_epi16(y, v);
    const __m512i yv_high = _mm512_unpackhi_epi16(y, v);
    const __m256i red = narrow(_mm512_dpwssd_epi32(red_constant, yv_low, luma_red),
                               _mm512_dpwssd_epi32(red_constant, yv_high, luma_red));
    const auto green_of = [&](__m512i yu, __m512i yv) {
      return _mm512_dpwssd_epi32(_mm512_dpwssd_epi32(green_constant, yv, green_v), yu, luma_green);
    };
    const __m256i green = narrow(green_of(yu_low, yv_low), green_of(yu_high, yv_high));
    const __m256i blue = narrow(_mm512_dpwssd_epi32(blue_constant, yu_low, luma_blue),
                                _mm512_dpwssd_epi32(blue_constant, yu_high, luma_blue));
    pixels.write(red, green, blue, bytes + 3 * i);
  }
}

}  // namespace ocellus
