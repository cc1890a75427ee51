// int32 accumulators to int8, 16 or 64 at a time.
//
// Requantize::kInteger: a = multiplier, b = left shift, c = right shift, d unused.
// Requantize::kFloat: floor(x * a + (x * b + c)), where a + b is the factor to 31 bits and c its
// rounding constant, d the constant for negative x, every operation rounding down; see
// requantize_float.hpp.
#pragma once

#include <immintrin.h>

#include "runtime/kernels/operators.hpp"

namespace ocellus::kernels {

struct Requantizer__avx512vnni {
  __m512i a;
  __m512i b;
  __m512i c;
  __m512i d;

  // `parameters`: four vectors, one after another.
  [[gnu::always_inline]] explicit Requantizer__avx512vnni(const std::byte* parameters)
      : a(_mm512_load_si512(parameters)),
        b(_mm512_load_si512(parameters + 64)),
        c(_mm512_load_si512(parameters + 128)),
        d(_mm512_load_si512(parameters + 192)) {}

  // One factor for all lanes; only for scale_integer.
  [[gnu::always_inline]] explicit Requantizer__avx512vnni(Multiplier factor)
      : a(_mm512_set1_epi32(factor.multiplier)),
        b(_mm512_set1_epi32(factor.shift > 0 ? factor.shift : 0)),
        c(_mm512_set1_epi32(factor.shift > 0 ? 0 : -factor.shift)),
        d(_mm512_setzero_si512()) {}

  // 16 accumulators times their channels' factors, still int32 and without the zero point.
  // `negative`: results of negative accumulators matter (they do not when the clamp hides them).
  [[gnu::always_inline]] __m512i scale(__m512i x, Requantize how, bool negative) const {
    return how == Requantize::kFloat ? scale_float(x, negative) : scale_integer(x);
  }

  [[gnu::always_inline]] __m512i scale_float(__m512i x, bool negative) const {
    constexpr int kDown = _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC;
    const __m512 value = _mm512_cvt_roundepi32_ps(x, kDown);
    __m512i constant = c;
    if (negative) {
      constant = _mm512_ternarylogic_epi32(_mm512_srai_epi32(x, 31), d, c, 0xCA);
    }
    const __m512 low =
        _mm512_fmadd_round_ps(value, _mm512_castsi512_ps(b), _mm512_castsi512_ps(constant), kDown);
    const __m512 sum = _mm512_fmadd_round_ps(value, _mm512_castsi512_ps(a), low, kDown);
    return _mm512_cvt_roundps_epi32(sum, kDown);
  }

  [[gnu::always_inline]] __m512i scale_integer(__m512i x) const {
    const __m512i shifted = _mm512_sllv_epi32(x, b);
    const __m512i half = _mm512_set1_epi64(std::int64_t{1} << 30);
    const __m512i even = _mm512_add_epi64(_mm512_mul_epi32(shifted, a), half);
    const __m512i odd = _mm512_add_epi64(
        _mm512_mul_epi32(_mm512_srli_epi64(shifted, 32), _mm512_srli_epi64(a, 32)), half);
    const __m512i high =
        _mm512_mask_blend_epi32(0xAAAA, _mm512_srli_epi64(even, 31), _mm512_slli_epi64(odd, 1));
    const __m512i ones = _mm512_set1_epi32(1);
    const __m512i mask = _mm512_sub_epi32(_mm512_sllv_epi32(ones, c), ones);
    const __m512i threshold =
        _mm512_add_epi32(_mm512_srli_epi32(mask, 1), _mm512_srli_epi32(high, 31));
    const __mmask16 up = _mm512_cmpgt_epi32_mask(_mm512_and_si512(high, mask), threshold);
    const __m512i quotient = _mm512_srav_epi32(high, c);
    return _mm512_mask_add_epi32(quotient, up, quotient, ones);
  }
};

// The zero point and the clamp, for results that are narrowed by saturation.
struct Narrower__avx512vnni {
  Output output;

  [[gnu::always_inline]] __m512i to16(__m512i first, __m512i second) const {
    const __m512i narrow = _mm512_packs_epi32(first, second);
    return output.zero_point == 0 || lowest()
               ? narrow
               : _mm512_adds_epi16(narrow,
                                   _mm512_set1_epi16(static_cast<short>(output.zero_point)));
  }
  [[gnu::always_inline]] __m512i to8(__m512i first, __m512i second) const {
    if (lowest()) {
      return clamp(_mm512_xor_si512(_mm512_packus_epi16(first, second), _mm512_set1_epi8(-128)));
    }
    return clamp(_mm512_packs_epi16(first, second));
  }
  [[gnu::always_inline]] __m512i clamp(__m512i narrow) const {
    if (output.low > -128) {
      narrow = _mm512_max_epi8(narrow, _mm512_set1_epi8(static_cast<char>(output.low)));
    }
    if (output.high < 127) {
      narrow = _mm512_min_epi8(narrow, _mm512_set1_epi8(static_cast<char>(output.high)));
    }
    return narrow;
  }

 private:
  // A zero point of -128, as of most outputs of a RELU, is added by narrowing to unsigned bytes and
  // flipping their upper bit.
  [[gnu::always_inline]] bool lowest() const { return output.zero_point == -128; }
};

// Whether results below the zero point survive the clamp.
[[gnu::always_inline]] constexpr bool negative_matters__avx512vnni(const Output& output) {
  return output.low < output.zero_point;
}

}  // namespace ocellus::kernels
