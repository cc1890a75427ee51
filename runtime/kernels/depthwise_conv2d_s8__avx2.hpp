// DEPTHWISE_CONV_2D for AVX2: window columns of two rows per VPMADDWD; depth multipliers as the
// scalar kernel does.
#pragma once

#include <immintrin.h>

#include <cstddef>
#include <cstdint>
#include <utility>

#include "runtime/kernels/band.hpp"
#include "runtime/kernels/depthwise_columns.hpp"
#include "runtime/kernels/depthwise_conv2d_s8__scalar.hpp"
#include "runtime/kernels/operators.hpp"
#include "runtime/kernels/packed__avx2.hpp"
#include "runtime/kernels/requantize__avx2.hpp"

namespace ocellus::kernels {

// What depthwise_columns needs of an instruction set.
struct DepthwiseVectors__avx2 {
  using Layout = DepthwiseColumnsLayout__avx2;
  using Rounding = RoundDown__avx2;
  static constexpr std::int32_t kTaps = 2;      // rows in a lane
  static constexpr std::ptrdiff_t kChunk = 16;  // bytes of a row that are interleaved at once

  // Of 16 lanes.
  struct Sums {
    __m256i low;
    __m256i high;
  };

  // The first kTaps of `present` rows, or as many as there are: the others have zero weights.
  [[gnu::always_inline]] static void interleave(const std::int8_t* const* rows,
                                                std::int32_t present, std::ptrdiff_t at,
                                                std::ptrdiff_t count, std::byte* to) {
    const auto bytes = static_cast<std::int32_t>(count);
    const __m128i row0 = load_bytes__avx2(rows[0] + at, bytes);
    const __m128i row1 = present > 1 ? load_bytes__avx2(rows[1] + at, bytes) : row0;
    put(to, _mm256_cvtepi8_epi16(_mm_unpacklo_epi8(row0, row1)));
    put(to + 32, _mm256_cvtepi8_epi16(_mm_unpackhi_epi8(row0, row1)));
  }

  // 16 lanes of padding.
  [[gnu::always_inline]] static void fill(const DepthwiseConv2d& op, std::byte* to) {
    const __m256i padding = _mm256_set1_epi16(static_cast<short>(op.input_zero_point));
    put(to, padding);
    put(to + 32, padding);
  }

  // Weights that belong `rows` rows lower; `before`: those of the rows above, if there are any.
  [[gnu::always_inline]] static void shift(const std::byte* weights, const std::byte* before,
                                           std::int32_t rows, std::byte* to) {
    for (int half = 0; half < 64; half += 32) {
      __m256i moved = _mm256_slli_epi32(get(weights + half), 16 * rows);
      if (before != nullptr) {
        moved = _mm256_or_si256(moved, _mm256_srli_epi32(get(before + half), 32 - 16 * rows));
      }
      put(to + half, moved);
    }
  }

  [[gnu::always_inline]] static Sums bias(const std::byte* block) {
    return {get(block), get(block + kHalfBytes)};
  }

  [[gnu::always_inline]] static Sums multiply(Sums sums, const std::byte* data,
                                              const std::byte* weights) {
    sums.low = _mm256_add_epi32(sums.low, _mm256_madd_epi16(get(weights), get(data)));
    sums.high = _mm256_add_epi32(sums.high, _mm256_madd_epi16(get(weights + 32), get(data + 32)));
    // One after another: GCC adds up in pairs otherwise, and lacks registers for all the products.
    asm("" : "+x"(sums.low), "+x"(sums.high));
    return sums;
  }

  // Each of `sums` becomes the first `channels` of 16 bytes, `stride` from one to the next.
  template <int... i>
  [[gnu::always_inline]] static void store(const DepthwiseConv2d& op, const std::byte* block,
                                           const Sums* sums, std::int8_t* output,
                                           std::ptrdiff_t stride, std::int32_t channels,
                                           std::integer_sequence<int, i...>) {
    constexpr int kCount = sizeof...(i);
    const bool negative = negative_matters__avx2(op.quantized);
    const Narrower__avx2 narrower{op.quantized};
    const Requantizer__avx2 low(block + 32);
    const Requantizer__avx2 high(block + kHalfBytes + 32);
    const __m256i wide[] = {narrower.to16(low.scale(sums[i].low, op.requantize, negative),
                                          high.scale(sums[i].high, op.requantize, negative))...};
    store_two<kCount, 0>(narrower, wide, output, stride, channels);
    if constexpr (kCount > 2) {
      store_two<kCount, 2>(narrower, wide, output, stride, channels);
    }
  }

 private:
  static constexpr std::ptrdiff_t kHalfBytes = Layout::parameters_of(8);

  [[gnu::always_inline]] static __m256i get(const std::byte* from) {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
  }
  [[gnu::always_inline]] static void put(std::byte* to, __m256i vector) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), vector);
  }

  // Two of kCount vectors, or the last from number kFirst on.
  template <int kCount, int kFirst>
  [[gnu::always_inline]] static void store_two(const Narrower__avx2& narrower, const __m256i* wide,
                                               std::int8_t* output, std::ptrdiff_t stride,
                                               std::int32_t channels) {
    constexpr int kSecond = kFirst + 1 < kCount ? kFirst + 1 : kFirst;
    const __m256i narrow = _mm256_permutevar8x32_epi32(narrower.to8(wide[kFirst], wide[kSecond]),
                                                       _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
    store_bytes__avx2(output + kFirst * stride, _mm256_castsi256_si128(narrow), channels);
    if constexpr (kSecond != kFirst) {
      store_bytes__avx2(output + kSecond * stride, _mm256_extracti128_si256(narrow, 1), channels);
    }
  }
};

// `packed` and `scratch` as packed__avx2.hpp says.
[[gnu::always_inline]] inline void depthwise_conv2d_s8__avx2(
    const DepthwiseConv2d& op, const DepthwiseColumnsLayout__avx2& layout, const std::int8_t* input,
    const std::byte* packed, std::int8_t* output, std::byte* scratch, Band band) {
  if (layout.possible) {
    depthwise_columns<DepthwiseVectors__avx2>(op, layout, input, packed, output, scratch, band);
  } else {
    depthwise_conv2d_s8__scalar(op, input, packed, output, scratch, band);
  }
}

// The same with every shape a compile-time constant.
template <DepthwiseConv2d kOp>
[[gnu::noinline]] void depthwise_conv2d_s8__avx2(const std::int8_t* input, const std::byte* packed,
                                                 std::int8_t* output, std::byte* scratch) {
  static constexpr DepthwiseColumnsLayout__avx2 kLayout(kOp);
  depthwise_conv2d_s8__avx2(kOp, kLayout, input, packed, output, scratch, whole(kOp));
}

// A band of it.
template <DepthwiseConv2d kOp>
[[gnu::noinline]] void depthwise_conv2d_s8__avx2(const std::int8_t* input, const std::byte* packed,
                                                 std::int8_t* output, std::byte* scratch,
                                                 Band band) {
  static constexpr DepthwiseColumnsLayout__avx2 kLayout(kOp);
  depthwise_conv2d_s8__avx2(kOp, kLayout, input, packed, output, scratch, band);
}

}  // namespace ocellus::kernels
