// DEPTHWISE_CONV_2D for AVX512-VNNI: window columns of four rows per VPDPBUSD, of 3x3 windows from
// registers and of others from scratch; depth multipliers as the scalar kernel does.
#pragma once

#include <immintrin.h>

#include <cstddef>
#include <cstdint>
#include <utility>

#include "runtime/kernels/band.hpp"
#include "runtime/kernels/depthwise_columns.hpp"
#include "runtime/kernels/depthwise_conv2d_3x3__avx512vnni.hpp"
#include "runtime/kernels/depthwise_conv2d_packed__avx512vnni.hpp"
#include "runtime/kernels/depthwise_conv2d_s8__scalar.hpp"
#include "runtime/kernels/gather__avx512vnni.hpp"
#include "runtime/kernels/operators.hpp"
#include "runtime/kernels/requantize__avx512vnni.hpp"

namespace ocellus::kernels {

// What depthwise_columns needs of an instruction set.
struct DepthwiseVectors__avx512vnni {
  using Layout = DepthwiseColumnsLayout__avx512vnni;
  struct Rounding {};                           // which instructions state
  using Sums = __m512i;                         // of 16 lanes
  static constexpr std::int32_t kTaps = 4;      // rows in a lane
  static constexpr std::ptrdiff_t kChunk = 64;  // bytes of a row that are interleaved at once

  // The first `count` bytes of kChunk; their dwords in the order that two rounds of unpacking,
  // which work within 128-bit lanes, turn into the order of channels. 128 is added to all.
  [[gnu::always_inline]] static __m512i load(const std::int8_t* from, std::ptrdiff_t count) {
    const __m512i bytes = count >= kChunk
                              ? _mm512_loadu_si512(from)
                              : _mm512_maskz_loadu_epi8(first_bytes__avx512vnni(count), from);
    return _mm512_xor_si512(_mm512_set1_epi8(-128), _mm512_permutexvar_epi32(transposed(), bytes));
  }

  // The first kTaps of `present` rows, or as many as there are: the others have zero weights.
  [[gnu::always_inline]] static void interleave(const std::int8_t* const* rows,
                                                std::int32_t present, std::ptrdiff_t at,
                                                std::ptrdiff_t count, std::byte* to) {
    const __m512i row0 = load(rows[0] + at, count);
    const __m512i row1 = present > 1 ? load(rows[1] + at, count) : row0;
    const __m512i row2 = present > 2 ? load(rows[2] + at, count) : row0;
    const __m512i row3 = present > 3 ? load(rows[3] + at, count) : row1;
    const __m512i low01 = _mm512_unpacklo_epi8(row0, row1);
    const __m512i low23 = _mm512_unpacklo_epi8(row2, row3);
    const __m512i high01 = _mm512_unpackhi_epi8(row0, row1);
    const __m512i high23 = _mm512_unpackhi_epi8(row2, row3);
    _mm512_storeu_si512(to, _mm512_unpacklo_epi16(low01, low23));
    _mm512_storeu_si512(to + 64, _mm512_unpackhi_epi16(low01, low23));
    _mm512_storeu_si512(to + 128, _mm512_unpacklo_epi16(high01, high23));
    _mm512_storeu_si512(to + 192, _mm512_unpackhi_epi16(high01, high23));
  }

  // 16 lanes of padding.
  [[gnu::always_inline]] static void fill(const DepthwiseConv2d& op, std::byte* to) {
    _mm512_storeu_si512(to, _mm512_set1_epi8(static_cast<char>(op.input_zero_point ^ -128)));
  }

  [[gnu::always_inline]] static Sums bias(const std::byte* block) {
    return _mm512_load_si512(block);
  }

  [[gnu::always_inline]] static Sums multiply(Sums sums, const std::byte* data,
                                              const std::byte* weights) {
    return _mm512_dpbusd_epi32(sums, _mm512_loadu_si512(data), _mm512_load_si512(weights));
  }

  // Weights that belong `rows` rows lower; `before`: those of the rows above, if there are any.
  [[gnu::always_inline]] static void shift(const std::byte* weights, const std::byte* before,
                                           std::int32_t rows, std::byte* to) {
    const unsigned up = static_cast<unsigned>(8 * rows);
    __m512i moved = _mm512_slli_epi32(_mm512_load_si512(weights), up);
    if (before != nullptr) {
      moved = _mm512_or_si512(moved, _mm512_srli_epi32(_mm512_load_si512(before), 32 - up));
    }
    _mm512_store_si512(to, moved);
  }

  // Each vector of `sums` becomes the first `channels` of 16 bytes, `stride` from one to the next.
  template <int... i>
  [[gnu::always_inline]] static void store(const DepthwiseConv2d& op, const std::byte* block,
                                           const Sums* sums, std::int8_t* output,
                                           std::ptrdiff_t stride, std::int32_t channels,
                                           std::integer_sequence<int, i...>) {
    constexpr int kCount = sizeof...(i);
    const bool negative = negative_matters__avx512vnni(op.quantized);
    const Requantizer__avx512vnni requantizer(block + 64);
    const __m512i scaled[] = {requantizer.scale(sums[i], op.requantize, negative)...};
    store_four<kCount, 0>(op, scaled, output, stride, channels);
    if constexpr (kCount > 4) {
      store_four<kCount, 4>(op, scaled, output, stride, channels);
    }
  }

 private:
  // Four of kCount vectors, or as many as there are from number kFirst on.
  template <int kCount, int kFirst>
  [[gnu::always_inline]] static void store_four(const DepthwiseConv2d& op, const __m512i* scaled,
                                                std::int8_t* output, std::ptrdiff_t stride,
                                                std::int32_t channels) {
    const Narrower__avx512vnni narrower{op.quantized};
    const auto at = [&](int n) __attribute__((always_inline)) {
      return scaled[kFirst + n < kCount ? kFirst + n : kCount - 1];
    };
    const __m512i narrow = _mm512_permutexvar_epi32(
        transposed(), narrower.to8(narrower.to16(at(0), at(1)), narrower.to16(at(2), at(3))));
    put(_mm512_castsi512_si128(narrow), output + kFirst * stride, channels);
    if constexpr (kFirst + 1 < kCount) {
      put(_mm512_extracti32x4_epi32(narrow, 1), output + (kFirst + 1) * stride, channels);
    }
    if constexpr (kFirst + 2 < kCount) {
      put(_mm512_extracti32x4_epi32(narrow, 2), output + (kFirst + 2) * stride, channels);
    }
    if constexpr (kFirst + 3 < kCount) {
      put(_mm512_extracti32x4_epi32(narrow, 3), output + (kFirst + 3) * stride, channels);
    }
  }

  [[gnu::always_inline]] static void put(__m128i bytes, std::int8_t* output,
                                         std::int32_t channels) {
    if (channels >= 16) {
      _mm_storeu_si128(reinterpret_cast<__m128i*>(output), bytes);
    } else {
      _mm_mask_storeu_epi8(output, _cvtu32_mask16((1U << channels) - 1), bytes);
    }
  }

  // Swaps the dword's number in its 128-bit lane with the lane's.
  [[gnu::always_inline]] static __m512i transposed() {
    return _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
  }
};

// `packed` and `scratch` as depthwise_conv2d_packed__avx512vnni.hpp says.
[[gnu::always_inline]] inline void depthwise_conv2d_s8__avx512vnni(
    const DepthwiseConv2d& op, const DepthwiseConv2dLayout__avx512vnni& layout,
    const std::int8_t* input, const std::byte* packed, std::int8_t* output, std::byte* scratch,
    Band band) {
  if (layout.three.suitable) {
    depthwise_conv2d_3x3__avx512vnni(op, layout.three, input, packed, output, scratch, band);
  } else if (layout.columns.possible) {
    depthwise_columns<DepthwiseVectors__avx512vnni>(op, layout.columns, input, packed, output,
                                                    scratch, band);
  } else {
    depthwise_conv2d_s8__scalar(op, input, packed, output, scratch, band);
  }
}

// The same with every shape a compile-time constant.
template <DepthwiseConv2d kOp>
[[gnu::noinline]] void depthwise_conv2d_s8__avx512vnni(const std::int8_t* input,
                                                       const std::byte* packed, std::int8_t* output,
                                                       std::byte* scratch) {
  static constexpr DepthwiseConv2dLayout__avx512vnni kLayout(kOp);
  depthwise_conv2d_s8__avx512vnni(kOp, kLayout, input, packed, output, scratch, whole(kOp));
}

// A band of it.
template <DepthwiseConv2d kOp>
[[gnu::noinline]] void depthwise_conv2d_s8__avx512vnni(const std::int8_t* input,
                                                       const std::byte* packed, std::int8_t* output,
                                                       std::byte* scratch, Band band) {
  static constexpr DepthwiseConv2dLayout__avx512vnni kLayout(kOp);
  depthwise_conv2d_s8__avx512vnni(kOp, kLayout, input, packed, output, scratch, band);
}

}  // namespace ocellus::kernels
