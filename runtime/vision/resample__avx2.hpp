// The inner loops of resample.hpp with AVX2; splitting in three and writing RGB serve AVX512 too,
// which gains nothing there. Rows end with one more block that overlaps the one before; shorter
// rows are left to the scalar loops.
#pragma once

#include <immintrin.h>

#include <cstring>

#include "runtime/vision/resample__scalar.hpp"

namespace ocellus {

// Two weights side by side in 32 bits, as VPMADDWD wants them.
[[gnu::always_inline]] inline std::int32_t pair_of(std::int16_t a, std::int16_t b) {
  return static_cast<std::int32_t>(static_cast<std::uint16_t>(a) |
                                   static_cast<std::uint32_t>(static_cast<std::uint16_t>(b)) << 16);
}

// The same of two that are neighbours in memory, which makes one load of it.
[[gnu::always_inline]] inline std::int32_t pair_at(const std::int16_t* pair) {
  std::int32_t both = 0;
  std::memcpy(&both, pair, sizeof(both));
  return both;
}

[[gnu::always_inline]] inline __m256i load__avx2(const void* at) {
  return _mm256_loadu_si256(static_cast<const __m256i*>(at));
}

[[gnu::always_inline]] inline void store__avx2(void* at, __m256i value) {
  _mm256_storeu_si256(static_cast<__m256i*>(at), value);
}

// Two 16-byte halves from different places.
[[gnu::always_inline]] inline __m256i load_halves__avx2(const void* low, const void* high) {
  const __m128i first = _mm_loadu_si128(static_cast<const __m128i*>(low));
  return _mm256_inserti128_si256(_mm256_castsi128_si256(first),
                                 _mm_loadu_si128(static_cast<const __m128i*>(high)), 1);
}

[[gnu::always_inline]] inline void blend_rows__avx2(const std::uint8_t* rows, std::ptrdiff_t stride,
                                                    std::span<const std::int16_t> weights,
                                                    std::int32_t count, std::int16_t* values) {
  constexpr std::int32_t kBlock = 32;
  if (count < kBlock) {
    blend_rows__scalar(rows, stride, weights, count, values);
    return;
  }
  constexpr int kDown = kWeightBits - kValueBits;
  const __m256i zero = _mm256_setzero_si256();
  for (std::int32_t x = 0; x < count; x += kBlock) {
    if (x > count - kBlock) x = count - kBlock;
    __m256i sums[4];
#pragma GCC unroll 4
    for (__m256i& sum : sums) sum = _mm256_set1_epi32(1 << (kDown - 1));
    const std::uint8_t* row = rows + x;
    const auto add = [&](__m256i a, __m256i b, __m256i by) {
      const __m256i low = _mm256_unpacklo_epi8(a, b);
      const __m256i high = _mm256_unpackhi_epi8(a, b);
      const auto plus = [&](__m256i& sum, __m256i pairs) {
        sum = _mm256_add_epi32(sum, _mm256_madd_epi16(pairs, by));
      };
      plus(sums[0], _mm256_unpacklo_epi8(low, zero));
      plus(sums[1], _mm256_unpackhi_epi8(low, zero));
      plus(sums[2], _mm256_unpacklo_epi8(high, zero));
      plus(sums[3], _mm256_unpackhi_epi8(high, zero));
    };
    std::size_t k = 0;
    for (; k + 2 <= weights.size(); k += 2, row += 2 * stride) {
      add(load__avx2(row), load__avx2(row + stride), _mm256_set1_epi32(pair_at(&weights[k])));
    }
    if (k < weights.size()) {
      add(load__avx2(row), zero, _mm256_set1_epi32(pair_of(weights[k], 0)));
    }
#pragma GCC unroll 4
    for (__m256i& sum : sums) sum = _mm256_srai_epi32(sum, kDown);
    const __m256i low = _mm256_packs_epi32(sums[0], sums[1]);
    const __m256i high = _mm256_packs_epi32(sums[2], sums[3]);
    store__avx2(values + x, _mm256_permute2x128_si256(low, high, 0x20));
    store__avx2(values + x + 16, _mm256_permute2x128_si256(low, high, 0x31));
  }
}

[[gnu::always_inline]] inline void split_in_2__avx2(const std::int16_t* values, std::int32_t count,
                                                    std::int16_t* const* planes) {
  constexpr std::int32_t kBlock = 16;
  if (count < kBlock) {
    split__scalar<2>(values, 0, count, planes);
    return;
  }
  // Values are not negative, so that packing leaves them as they are.
  const __m256i even = _mm256_set1_epi32(0xFFFF);
  const auto in_order = [](__m256i a, __m256i b) {
    return _mm256_permute4x64_epi64(_mm256_packs_epi32(a, b), 0xD8);
  };
  for (std::int32_t i = 0; i < count; i += kBlock) {
    if (i > count - kBlock) i = count - kBlock;
    const __m256i a = load__avx2(values + 2 * i);
    const __m256i b = load__avx2(values + 2 * i + 16);
    store__avx2(planes[0] + i, in_order(_mm256_and_si256(a, even), _mm256_and_si256(b, even)));
    store__avx2(planes[1] + i, in_order(_mm256_srli_epi32(a, 16), _mm256_srli_epi32(b, 16)));
  }
}

// The values of a colour stand at every third place. Of three vectors, 24 values, no two have that
// colour at the same place: a blend collects its eight, a shuffle puts them in order.
[[gnu::always_inline]] inline void split_in_3__avx2(const std::int16_t* values, std::int32_t count,
                                                    std::int16_t* const* planes) {
  constexpr std::int32_t kBlock = 16;
  if (count < kBlock) {
    split__scalar<3>(values, 0, count, planes);
    return;
  }
  const auto order = [](int a, int b, int c, int d, int e, int f, int g, int h) {
    const auto value = [](int at) { return static_cast<short>(2 * at | (2 * at + 1) << 8); };
    return _mm256_broadcastsi128_si256(_mm_setr_epi16(value(a), value(b), value(c), value(d),
                                                      value(e), value(f), value(g), value(h)));
  };
  const __m256i red = order(0, 3, 6, 1, 4, 7, 2, 5);
  const __m256i green = order(1, 4, 7, 2, 5, 0, 3, 6);
  const __m256i blue = order(2, 5, 0, 3, 6, 1, 4, 7);
  constexpr int kFrom0 = 0x49, kFrom1 = 0x92, kFrom2 = 0x24;  // places 0 3 6, 1 4 7, 2 5
  for (std::int32_t i = 0; i < count; i += kBlock) {
    if (i > count - kBlock) i = count - kBlock;
    const std::int16_t* at = values + 3 * i;
    const __m256i a = load_halves__avx2(at, at + 24);
    const __m256i b = load_halves__avx2(at + 8, at + 32);
    const __m256i c = load_halves__avx2(at + 16, at + 40);
    const __m256i reds = _mm256_blend_epi16(_mm256_blend_epi16(a, b, kFrom1), c, kFrom2);
    const __m256i greens = _mm256_blend_epi16(_mm256_blend_epi16(a, b, kFrom2), c, kFrom0);
    const __m256i blues = _mm256_blend_epi16(_mm256_blend_epi16(a, b, kFrom0), c, kFrom1);
    store__avx2(planes[0] + i, _mm256_shuffle_epi8(reds, red));
    store__avx2(planes[1] + i, _mm256_shuffle_epi8(greens, green));
    store__avx2(planes[2] + i, _mm256_shuffle_epi8(blues, blue));
  }
}

// Eight targets at a time, two in each vector: what they add up to is gathered by horizontal adds.
// kRuns is the targets' number of runs, 0 when only the taps know.
template <int kRuns>
[[gnu::always_inline]] inline void blend_column_runs__avx2(const std::int16_t* row,
                                                           const ColumnTaps& taps, int shift,
                                                           std::int16_t* blended) {
  constexpr std::ptrdiff_t kBlock = 8;
  constexpr std::ptrdiff_t kRun = ColumnTaps::kRun;
  const std::ptrdiff_t targets = taps.targets();
  const std::int32_t runs = kRuns > 0 ? kRuns : taps.runs();
  const __m256i half = _mm256_set1_epi32(1 << (shift - 1));
  const __m128i down = _mm_cvtsi32_si128(shift);
  const __m256i in_order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
  for (std::ptrdiff_t t = 0; t < targets; t += kBlock) {
    if (t > targets - kBlock) t = targets - kBlock;
    __m256i sums[4];
#pragma GCC unroll 4
    for (__m256i& sum : sums) sum = _mm256_setzero_si256();
    const std::int32_t* first = taps.first() + t;
    const std::int16_t* weights = taps.weights(0) + t * kRun;
    const std::int16_t* values = row;
#pragma GCC unroll 2
    for (std::int32_t run = 0; run < runs; ++run) {
#pragma GCC unroll 4
      for (int i = 0; i < 4; ++i) {
        const __m256i of = load_halves__avx2(values + first[2 * i], values + first[2 * i + 1]);
        sums[i] =
            _mm256_add_epi32(sums[i], _mm256_madd_epi16(of, load__avx2(weights + 2 * i * kRun)));
      }
      values += kRun;
      weights += targets * kRun;
    }
    const __m256i sum =
        _mm256_hadd_epi32(_mm256_hadd_epi32(sums[0], sums[1]), _mm256_hadd_epi32(sums[2], sums[3]));
    const __m256i value = _mm256_sra_epi32(_mm256_add_epi32(sum, half), down);
    const __m256i eight = _mm256_permutevar8x32_epi32(value, in_order);
    _mm_storeu_si128(
        reinterpret_cast<__m128i*>(blended + t),
        _mm_packs_epi32(_mm256_castsi256_si128(eight), _mm256_extracti128_si256(eight, 1)));
  }
}

[[gnu::always_inline]] inline void blend_columns__avx2(const std::int16_t* row,
                                                       const ColumnTaps& taps, int shift,
                                                       std::int16_t* blended) {
  if (taps.targets() < 8) {
    blend_columns__scalar(row, taps, shift, 0, blended);
  } else if (taps.runs() == 1) {
    blend_column_runs__avx2<1>(row, taps, shift, blended);
  } else if (taps.runs() == 2) {
    blend_column_runs__avx2<2>(row, taps, shift, blended);
  } else {
    blend_column_runs__avx2<0>(row, taps, shift, blended);
  }
}

// Bytes of 32 pixels, 16 in each half of the vectors: one shuffle puts every byte of a colour where
// it belongs in one of the three parts of its half, and blends make the parts. `Mix` takes the
// bytes at places 0, 3, 6... of a half, at 1, 4, 7... and at the others.
struct Mix__avx2 {
  __m256i first, second;

  [[gnu::always_inline]] Mix__avx2() {
    const auto both = [](__m128i half) { return _mm256_broadcastsi128_si256(half); };
    first = both(_mm_setr_epi8(-1, 0, 0, -1, 0, 0, -1, 0, 0, -1, 0, 0, -1, 0, 0, -1));
    second = both(_mm_setr_epi8(0, -1, 0, 0, -1, 0, 0, -1, 0, 0, -1, 0, 0, -1, 0, 0));
  }
  [[gnu::always_inline]] __m256i operator()(__m256i x, __m256i y, __m256i z) const {
    return _mm256_blendv_epi8(_mm256_blendv_epi8(z, y, second), x, first);
  }
};

template <typename Mix>
struct PixelBytes__avx2 {
  __m256i red, green, blue;
  Mix mix;

  [[gnu::always_inline]] PixelBytes__avx2() {
    const auto both = [](__m128i half) { return _mm256_broadcastsi128_si256(half); };
    red = both(_mm_setr_epi8(0, 11, 6, 1, 12, 7, 2, 13, 8, 3, 14, 9, 4, 15, 10, 5));
    green = both(_mm_setr_epi8(5, 0, 11, 6, 1, 12, 7, 2, 13, 8, 3, 14, 9, 4, 15, 10));
    blue = both(_mm_setr_epi8(10, 5, 0, 11, 6, 1, 12, 7, 2, 13, 8, 3, 14, 9, 4, 15));
  }

  [[gnu::always_inline]] void write(__m256i r, __m256i g, __m256i b, std::uint8_t* bytes) const {
    r = _mm256_shuffle_epi8(r, red);
    g = _mm256_shuffle_epi8(g, green);
    b = _mm256_shuffle_epi8(b, blue);
    const __m256i parts[3] = {mix(r, g, b), mix(g, b, r), mix(b, r, g)};
#pragma GCC unroll 3
    for (int i = 0; i < 3; ++i) {
      auto* at = reinterpret_cast<__m128i*>(bytes + 16 * i);
      _mm_storeu_si128(at, _mm256_castsi256_si128(parts[i]));
      _mm_storeu_si128(at + 3, _mm256_extracti128_si256(parts[i], 1));
    }
  }
};

[[gnu::always_inline]] inline void write_rgb__avx2(const PlaneRows& levels, std::uint8_t offset,
                                                   std::uint8_t* bytes) {
  constexpr std::int32_t kBlock = 32;
  if (levels.count < kBlock) {
    write_rgb__scalar(levels, 0, offset, bytes);
    return;
  }
  const PixelBytes__avx2<Mix__avx2> pixels;
  const __m256i by = _mm256_set1_epi8(static_cast<char>(offset));
  for (std::int32_t i = 0; i < levels.count; i += kBlock) {
    if (i > levels.count - kBlock) i = levels.count - kBlock;
    const auto colour = [&](int plane) {
      const std::int16_t* at = levels.planes[plane] + i;
      const __m256i packed = _mm256_packus_epi16(load__avx2(at), load__avx2(at + 16));
      return _mm256_add_epi8(_mm256_permute4x64_epi64(packed, 0xD8), by);
    };
    pixels.write(colour(0), colour(1), colour(2), bytes + 3 * i);
  }
}

[[gnu::always_inline]] inline void write_yuv__avx2(const PlaneRows& values,
                                                   const ColourMatrix& matrix, std::uint8_t offset,
                                                   std::uint8_t* bytes) {
  constexpr std::int32_t kBlock = 32;
  if (values.count < kBlock) {
    write_yuv__scalar(values, 0, matrix, offset, bytes);
    return;
  }
  const PixelBytes__avx2<Mix__avx2> pixels;
  const ValueMatrix constant(matrix);
  const __m256i by = _mm256_set1_epi8(static_cast<char>(offset));
  const __m256i luma_red = _mm256_set1_epi32(pair_of(matrix.luma, matrix.red));
  const __m256i luma_green = _mm256_set1_epi32(pair_of(matrix.luma, matrix.green_u));
  const __m256i luma_blue = _mm256_set1_epi32(pair_of(matrix.luma, matrix.blue));
  const __m256i green_v = _mm256_set1_epi32(pair_of(0, matrix.green_v));
  const __m256i red_constant = _mm256_set1_epi32(constant.red);
  const __m256i green_constant = _mm256_set1_epi32(constant.green);
  const __m256i blue_constant = _mm256_set1_epi32(constant.blue);
  // 16 levels of each colour, saturated to int16.
  const auto convert = [&](std::int32_t at, __m256i& red, __m256i& green, __m256i& blue) {
    const __m256i y = load__avx2(values.planes[0] + at);
    const __m256i u = load__avx2(values.planes[1] + at);
    const __m256i v = load__avx2(values.planes[2] + at);
    const auto sum = [](__m256i pairs, __m256i factors, __m256i more) {
      return _mm256_add_epi32(_mm256_madd_epi16(pairs, factors), more);
    };
    const auto narrow = [](__m256i low, __m256i high) {
      return _mm256_packs_epi32(_mm256_srai_epi32(low, ValueMatrix::kDown),
                                _mm256_srai_epi32(high, ValueMatrix::kDown));
    };
    const __m256i yu_low = _mm256_unpacklo_epi16(y, u);
    const __m256i yu_high = _mm256_unpackhi_epi16(y, u);
    const __m256i yv_low = _mm256_unpacklo_epi16(y, v);
    const __m256i yv_high = _mm256_unpackhi_epi16(y, v);
    red = narrow(sum(yv_low, luma_red, red_constant), sum(yv_high, luma_red, red_constant));
    green = narrow(sum(yu_low, luma_green, sum(yv_low, green_v, green_constant)),
                   sum(yu_high, luma_green, sum(yv_high, green_v, green_constant)));
    blue = narrow(sum(yu_low, luma_blue, blue_constant), sum(yu_high, luma_blue, blue_constant));
  };
  for (std::int32_t i = 0; i < values.count; i += kBlock) {
    if (i > values.count - kBlock) i = values.count - kBlock;
    __m256i red[2], green[2], blue[2];
    convert(i, red[0], green[0], blue[0]);
    convert(i + 16, red[1], green[1], blue[1]);
    const auto narrow = [&](const __m256i* halves) {
      const __m256i packed = _mm256_packus_epi16(halves[0], halves[1]);
      return _mm256_add_epi8(_mm256_permute4x64_epi64(packed, 0xD8), by);
    };
    pixels.write(narrow(red), narrow(green), narrow(blue), bytes + 3 * i);
  }
}

}  // namespace ocellus
