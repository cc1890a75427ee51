// int32 accumulators to int8 with AVX2 and FMA, 8 or 16 at a time.
//
// Requantize::kInteger: a = multiplier, b = left shift, c = right shift, d unused.
// Requantize::kFloat: floor(x * a + (x * b + c)), where a + b is the factor to 31 bits and c its
// rounding constant, d the constant for negative x, every operation rounding down; see
// requantize_float.hpp.
#pragma once

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "runtime/kernels/operators.hpp"

namespace ocellus::kernels {

// Makes float operations round down for as long as it lives. Neither loads nor stores move across
// its beginning and end, so no arithmetic between a load and a store does.
class RoundDown__avx2 {
 public:
  [[gnu::always_inline]] RoundDown__avx2() {
    asm volatile("vstmxcsr %0" : "=m"(before_) : : "memory");
    const std::uint32_t down = (before_ & ~0x6000U) | 0x2000U;
    asm volatile("vldmxcsr %0" : : "m"(down) : "memory");
  }
  [[gnu::always_inline]] ~RoundDown__avx2() {
    asm volatile("vldmxcsr %0" : : "m"(before_) : "memory");
  }
  RoundDown__avx2(const RoundDown__avx2&) = delete;
  RoundDown__avx2& operator=(const RoundDown__avx2&) = delete;

 private:
  std::uint32_t before_;
};

struct Requantizer__avx2 {
  __m256i a;
  __m256i b;
  __m256i c;
  __m256i d;

  // `parameters`: four vectors, one after another.
  [[gnu::always_inline]] explicit Requantizer__avx2(const std::byte* parameters)
      : a(load(parameters)),
        b(load(parameters + 32)),
        c(load(parameters + 64)),
        d(load(parameters + 96)) {}

  // One factor for all lanes; only for scale_integer.
  [[gnu::always_inline]] explicit Requantizer__avx2(Multiplier factor)
      : a(_mm256_set1_epi32(factor.multiplier)),
        b(_mm256_set1_epi32(factor.shift > 0 ? factor.shift : 0)),
        c(_mm256_set1_epi32(factor.shift > 0 ? 0 : -factor.shift)),
        d(_mm256_setzero_si256()) {}

  // 8 accumulators times their channels' factors, still int32 and without the zero point.
  // `negative`: results of negative accumulators matter. kFloat needs a RoundDown__avx2.
  [[gnu::always_inline]] __m256i scale(__m256i x, Requantize how, bool negative) const {
    return how == Requantize::kFloat ? scale_float(x, negative) : scale_integer(x);
  }

  [[gnu::always_inline]] __m256i scale_float(__m256i x, bool negative) const {
    const __m256 value = _mm256_cvtepi32_ps(x);
    __m256 constant = _mm256_castsi256_ps(c);
    if (negative) {
      constant = _mm256_blendv_ps(constant, _mm256_castsi256_ps(d), _mm256_castsi256_ps(x));
    }
    const __m256 low = _mm256_fmadd_ps(value, _mm256_castsi256_ps(b), constant);
    return _mm256_cvtps_epi32(_mm256_fmadd_ps(value, _mm256_castsi256_ps(a), low));
  }

  [[gnu::always_inline]] __m256i scale_integer(__m256i x) const {
    const __m256i shifted = _mm256_sllv_epi32(x, b);
    const __m256i half = _mm256_set1_epi64x(std::int64_t{1} << 30);
    const __m256i even = _mm256_add_epi64(_mm256_mul_epi32(shifted, a), half);
    const __m256i odd = _mm256_add_epi64(
        _mm256_mul_epi32(_mm256_srli_epi64(shifted, 32), _mm256_srli_epi64(a, 32)), half);
    const __m256i high =
        _mm256_blend_epi32(_mm256_srli_epi64(even, 31), _mm256_slli_epi64(odd, 1), 0xAA);
    const __m256i ones = _mm256_set1_epi32(1);
    const __m256i mask = _mm256_sub_epi32(_mm256_sllv_epi32(ones, c), ones);
    const __m256i threshold =
        _mm256_add_epi32(_mm256_srli_epi32(mask, 1), _mm256_srli_epi32(high, 31));
    const __m256i up = _mm256_cmpgt_epi32(_mm256_and_si256(high, mask), threshold);
    return _mm256_sub_epi32(_mm256_srav_epi32(high, c), up);
  }

 private:
  [[gnu::always_inline]] static __m256i load(const std::byte* from) {
    return _mm256_load_si256(reinterpret_cast<const __m256i*>(from));
  }
};

// The zero point and the clamp, for results that are narrowed by saturation.
struct Narrower__avx2 {
  Output output;

  [[gnu::always_inline]] __m256i to16(__m256i first, __m256i second) const {
    return _mm256_adds_epi16(_mm256_packs_epi32(first, second),
                             _mm256_set1_epi16(static_cast<short>(output.zero_point)));
  }
  [[gnu::always_inline]] __m256i to8(__m256i first, __m256i second) const {
    return clamp(_mm256_packs_epi16(first, second));
  }
  [[gnu::always_inline]] __m256i clamp(__m256i narrow) const {
    return _mm256_min_epi8(_mm256_max_epi8(narrow, _mm256_set1_epi8(static_cast<char>(output.low))),
                           _mm256_set1_epi8(static_cast<char>(output.high)));
  }
};

// The first `count` bytes of 16.
[[gnu::always_inline]] inline void store_bytes__avx2(std::int8_t* to, __m128i bytes,
                                                     std::int32_t count) {
  if (count >= 16) {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to), bytes);
    return;
  }
  std::int8_t rest[16];
  _mm_storeu_si128(reinterpret_cast<__m128i*>(rest), bytes);
  __builtin_memcpy(to, rest, static_cast<std::size_t>(count));
}

// 16 bytes of which only the first `count` may be read; the others are zero.
[[gnu::always_inline]] inline __m128i load_bytes__avx2(const std::int8_t* from,
                                                       std::int32_t count) {
  if (count >= 16) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
  }
  std::int8_t bytes[16] = {};
  __builtin_memcpy(bytes, from, static_cast<std::size_t>(count));
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes));
}

// Whether results below the zero point survive the clamp.
[[gnu::always_inline]] constexpr bool negative_matters__avx2(const Output& output) {
  return output.low < output.zero_point;
}

}  // namespace ocellus::kernels
