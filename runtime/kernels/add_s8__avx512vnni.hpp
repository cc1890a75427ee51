// ADD for AVX512. By the plane (add_plane.hpp), 64 elements at a time: VPDPWSSD multiplies pairs of
// inputs by both factors at once, for the factors' upper 15 bits and for their lower 15.
// Without one, 32 elements at a time as the reference does it. All products are exact: 9-bit
// differences times factors in two halves of 16 bits, then 64-bit products of the sum. Arithmetic:
// fixed_point.hpp.
#pragma once

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "runtime/kernels/band.hpp"
#include "runtime/kernels/gather__avx512vnni.hpp"
#include "runtime/kernels/operators.hpp"
#include "runtime/kernels/requantize__avx512vnni.hpp"

namespace ocellus::kernels {

// (d * 2^20) * factor, rounded twice. `d`: in the low half of each lane the difference of a value
// and its zero point; the upper half is zero.
[[gnu::always_inline]] inline __m512i add_scale_input__avx512vnni(__m512i d, Multiplier factor) {
  static_assert(Add::kLeftShift == 20);
  const std::int32_t right = -factor.shift;
  if (factor.multiplier == 1 << 30 && right == 0) {
    // One half, as the larger input's factor always is: nothing is rounded.
    return _mm512_srai_epi32(_mm512_slli_epi32(d, 20), 1);
  }
  if (right < 0 || factor.multiplier >= 0x7FFF8000) {
    return Requantizer__avx512vnni(factor).scale_integer(_mm512_slli_epi32(d, 20));
  }
  // With multiplier = upper * 2^16 + lower, lower signed, the high multiply of d * 2^20 is
  // floor((d * multiplier + 2^10) / 2^11) = d * upper * 2^5 + floor((d * lower + 2^10) / 2^11).
  const std::int32_t upper = (factor.multiplier + (1 << 15)) >> 16;
  const std::int32_t lower = factor.multiplier - (upper << 16);
  const __m512i coarse = _mm512_madd_epi16(d, _mm512_set1_epi32(upper));
  const __m512i fine =
      _mm512_dpwssd_epi32(_mm512_set1_epi32(1 << 10), d, _mm512_set1_epi32(lower & 0xFFFF));
  const __m512i high = _mm512_add_epi32(_mm512_slli_epi32(coarse, 5), _mm512_srai_epi32(fine, 11));
  if (right == 0) {
    return high;
  }
  const __m512i half = _mm512_set1_epi32(1 << (right - 1));
  const __m512i away = _mm512_srai_epi32(high, 31);
  return _mm512_srai_epi32(_mm512_add_epi32(_mm512_add_epi32(high, half), away),
                           static_cast<unsigned>(right));
}

// x * factor, rounded twice: as one floor of the exact product and a constant that depends on the
// sign (see requantize_float.hpp).
[[gnu::always_inline]] inline __m512i add_scale_sum__avx512vnni(__m512i x, Multiplier factor) {
  const std::int32_t right = -factor.shift;
  if (right < 1) {
    return Requantizer__avx512vnni(factor).scale_integer(x);
  }
  const __m512i multiplier = _mm512_set1_epi32(factor.multiplier);
  const __m512i constant =
      _mm512_set1_epi64((std::int64_t{1} << (30 + right)) + (std::int64_t{1} << 30));
  const __m512i less = _mm512_set1_epi64(std::int64_t{1} << 31);
  __m512i even = _mm512_mul_epi32(x, multiplier);
  __m512i odd = _mm512_mul_epi32(_mm512_srli_epi64(x, 32), multiplier);
  const __mmask8 even_negative = _mm512_movepi64_mask(even);
  const __mmask8 odd_negative = _mm512_movepi64_mask(odd);
  even = _mm512_add_epi64(even, constant);
  odd = _mm512_add_epi64(odd, constant);
  even = _mm512_mask_sub_epi64(even, even_negative, even, less);
  odd = _mm512_mask_sub_epi64(odd, odd_negative, odd, less);
  return _mm512_mask_blend_epi32(0xAAAA, _mm512_srai_epi64(even, static_cast<unsigned>(31 + right)),
                                 _mm512_srai_epi64(odd, static_cast<unsigned>(right - 1)));
}

struct AddPlane__avx512vnni {
  __m512i upper;  // in every lane the first input's factor and the second's
  __m512i lower;
  __m512i upper_constant;  // for inputs + 128
  __m512i lower_constant;
  unsigned shift;

  [[gnu::always_inline]] explicit AddPlane__avx512vnni(const AddPlane& plane)
      : upper(_mm512_set1_epi32(plane.second >> 15 << 16 | plane.first >> 15)),
        lower(_mm512_set1_epi32((plane.second & 0x7FFF) << 16 | (plane.first & 0x7FFF))),
        upper_constant(
            _mm512_set1_epi32(static_cast<std::int32_t>(plane.constant_of_bytes() >> 15))),
        lower_constant(
            _mm512_set1_epi32(static_cast<std::int32_t>(plane.constant_of_bytes() & 0x7FFF))),
        shift(static_cast<unsigned>(plane.shift) - 15) {}

  // 64 sums. VPUNPCK and VPACK both work within 128-bit lanes and leave the order as it was.
  [[gnu::always_inline]] __m512i sums(__m512i a, __m512i b, const Narrower__avx512vnni& to) const {
    const __m512i flip = _mm512_set1_epi8(-128);
    const __m512i zero = _mm512_setzero_si512();
    a = _mm512_xor_si512(a, flip);
    b = _mm512_xor_si512(b, flip);
    const __m512i low = _mm512_unpacklo_epi8(a, b);
    const __m512i high = _mm512_unpackhi_epi8(a, b);
    return to.clamp(
        _mm512_packs_epi16(_mm512_packs_epi32(steps(_mm512_unpacklo_epi8(low, zero)),
                                              steps(_mm512_unpackhi_epi8(low, zero))),
                           _mm512_packs_epi32(steps(_mm512_unpacklo_epi8(high, zero)),
                                              steps(_mm512_unpackhi_epi8(high, zero)))));
  }

 private:
  // `pairs`: 16 values of the first input, each before one of the second, as 16 bits.
  [[gnu::always_inline]] __m512i steps(__m512i pairs) const {
    const __m512i fine = _mm512_dpwssd_epi32(lower_constant, pairs, lower);
    const __m512i coarse = _mm512_dpwssd_epi32(upper_constant, pairs, upper);
    return _mm512_srai_epi32(_mm512_add_epi32(coarse, _mm512_srai_epi32(fine, 15)), shift);
  }
};

[[gnu::always_inline]] inline void add_plane__avx512vnni(const Add& op, const std::int8_t* first,
                                                         const std::int8_t* second,
                                                         std::int8_t* output) {
  const AddPlane__avx512vnni plane(op.plane);
  const Narrower__avx512vnni narrower{op.quantized};
  std::size_t i = 0;
  for (; i + 64 <= op.size; i += 64) {
    _mm512_storeu_si512(output + i, plane.sums(_mm512_loadu_si512(first + i),
                                               _mm512_loadu_si512(second + i), narrower));
  }
  if (i < op.size) {
    const __mmask64 mask = first_bytes__avx512vnni(static_cast<std::ptrdiff_t>(op.size - i));
    _mm512_mask_storeu_epi8(output + i, mask,
                            plane.sums(_mm512_maskz_loadu_epi8(mask, first + i),
                                       _mm512_maskz_loadu_epi8(mask, second + i), narrower));
  }
}

// `output` may be `first` or `second`.
[[gnu::always_inline]] inline void add_s8__avx512vnni(const Add& op, const std::int8_t* first,
                                                      const std::int8_t* second,
                                                      std::int8_t* output) {
  if (op.plane.shift != 0) {
    return add_plane__avx512vnni(op, first, second, output);
  }
  const __m512i first_zero = _mm512_set1_epi16(static_cast<short>(op.first_zero_point));
  const __m512i second_zero = _mm512_set1_epi16(static_cast<short>(op.second_zero_point));
  const __m512i zero = _mm512_setzero_si512();
  const __m512i low = _mm512_set1_epi16(static_cast<short>(op.quantized.low));
  const __m512i high = _mm512_set1_epi16(static_cast<short>(op.quantized.high));
  for (std::size_t i = 0; i < op.size; i += 32) {
    const __mmask32 mask = _cvtu32_mask32(op.size - i >= 32 ? ~0U : (1U << (op.size - i)) - 1);
    const __m512i a = _mm512_sub_epi16(
        _mm512_cvtepi8_epi16(_mm256_maskz_loadu_epi8(mask, first + i)), first_zero);
    const __m512i b = _mm512_sub_epi16(
        _mm512_cvtepi8_epi16(_mm256_maskz_loadu_epi8(mask, second + i)), second_zero);
    const __m512i front =
        _mm512_add_epi32(add_scale_input__avx512vnni(_mm512_unpacklo_epi16(a, zero), op.first),
                         add_scale_input__avx512vnni(_mm512_unpacklo_epi16(b, zero), op.second));
    const __m512i back =
        _mm512_add_epi32(add_scale_input__avx512vnni(_mm512_unpackhi_epi16(a, zero), op.first),
                         add_scale_input__avx512vnni(_mm512_unpackhi_epi16(b, zero), op.second));
    const __m512i sum =
        _mm512_adds_epi16(_mm512_packs_epi32(add_scale_sum__avx512vnni(front, op.sum),
                                             add_scale_sum__avx512vnni(back, op.sum)),
                          _mm512_set1_epi16(static_cast<short>(op.quantized.zero_point)));
    const __m512i clamped = _mm512_min_epi16(_mm512_max_epi16(sum, low), high);
    _mm256_mask_storeu_epi8(output + i, mask, _mm512_cvtepi16_epi8(clamped));
  }
}

// The same with every parameter a compile-time constant.
template <Add kOp>
[[gnu::noinline]] void add_s8__avx512vnni(const std::int8_t* first, const std::int8_t* second,
                                          std::int8_t* output) {
  add_s8__avx512vnni(kOp, first, second, output);
}

// A band of it.
template <Add kOp>
[[gnu::noinline]] void add_s8__avx512vnni(const std::int8_t* first, const std::int8_t* second,
                                          std::int8_t* output, Band band) {
  Add op = kOp;
  op.size = static_cast<std::uint32_t>(band.size());
  add_s8__avx512vnni(op, first + band.begin, second + band.begin, output + band.begin);
}

}  // namespace ocellus::kernels
