// ADD for AVX2. By the plane (add_plane.hpp), 32 elements at a time: VPMADDWD multiplies pairs of
// inputs by both factors at once, for the factors' upper 15 bits and for their lower 15. Without
// one, 16 elements at a time as the reference does it. Arithmetic: fixed_point.hpp.
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

struct AddPlane__avx2 {
  __m256i upper;  // in every lane the first input's factor and the second's
  __m256i lower;
  __m256i upper_constant;  // for inputs + 128
  __m256i lower_constant;
  int shift;

  [[gnu::always_inline]] explicit AddPlane__avx2(const AddPlane& plane)
      : upper(_mm256_set1_epi32(plane.second >> 15 << 16 | plane.first >> 15)),
        lower(_mm256_set1_epi32((plane.second & 0x7FFF) << 16 | (plane.first & 0x7FFF))),
        upper_constant(
            _mm256_set1_epi32(static_cast<std::int32_t>(plane.constant_of_bytes() >> 15))),
        lower_constant(
            _mm256_set1_epi32(static_cast<std::int32_t>(plane.constant_of_bytes() & 0x7FFF))),
        shift(plane.shift - 15) {}

  // 32 sums. VPUNPCK and VPACK both work within 128-bit lanes and leave the order as it was.
  [[gnu::always_inline]] __m256i sums(__m256i a, __m256i b, const Narrower__avx2& to) const {
    const __m256i flip = _mm256_set1_epi8(-128);
    const __m256i zero = _mm256_setzero_si256();
    a = _mm256_xor_si256(a, flip);
    b = _mm256_xor_si256(b, flip);
    const __m256i low = _mm256_unpacklo_epi8(a, b);
    const __m256i high = _mm256_unpackhi_epi8(a, b);
    return to.clamp(
        _mm256_packs_epi16(_mm256_packs_epi32(steps(_mm256_unpacklo_epi8(low, zero)),
                                              steps(_mm256_unpackhi_epi8(low, zero))),
                           _mm256_packs_epi32(steps(_mm256_unpacklo_epi8(high, zero)),
                                              steps(_mm256_unpackhi_epi8(high, zero)))));
  }

 private:
  // `pairs`: 8 values of the first input, each before one of the second, as 16 bits.
  [[gnu::always_inline]] __m256i steps(__m256i pairs) const {
    const __m256i fine = _mm256_add_epi32(_mm256_madd_epi16(pairs, lower), lower_constant);
    const __m256i coarse = _mm256_add_epi32(_mm256_madd_epi16(pairs, upper), upper_constant);
    return _mm256_srai_epi32(_mm256_add_epi32(coarse, _mm256_srai_epi32(fine, 15)), shift);
  }
};

[[gnu::always_inline]] inline void add_plane__avx2(const Add& op, const std::int8_t* first,
                                                   const std::int8_t* second, std::int8_t* output) {
  const AddPlane__avx2 plane(op.plane);
  const Narrower__avx2 narrower{op.quantized};
  const auto load = [](const std::int8_t* from) {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
  };
  std::size_t i = 0;
  for (; i + 32 <= op.size; i += 32) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(output + i),
                        plane.sums(load(first + i), load(second + i), narrower));
  }
  for (; i < op.size; i += 16) {
    const std::int32_t count = op.size - i < 16 ? static_cast<std::int32_t>(op.size - i) : 16;
    const __m256i sums =
        plane.sums(_mm256_castsi128_si256(load_bytes__avx2(first + i, count)),
                   _mm256_castsi128_si256(load_bytes__avx2(second + i, count)), narrower);
    store_bytes__avx2(output + i, _mm256_castsi256_si128(sums), count);
  }
}

// `output` may be `first` or `second`.
[[gnu::always_inline]] inline void add_s8__avx2(const Add& op, const std::int8_t* first,
                                                const std::int8_t* second, std::int8_t* output) {
  if (op.plane.shift != 0) {
    return add_plane__avx2(op, first, second, output);
  }
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
