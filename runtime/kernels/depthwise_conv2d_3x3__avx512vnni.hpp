// The 3x3 depthwise convolution of depthwise_conv2d_s8__avx512vnni. Per window column, the bytes of
// three or four input rows are interleaved channel by channel, so that one VPDPBUSD multiplies a
// whole column of the window for 16 channels. Interleaved columns are reused by the next pixels of
// the row and, when the vertical stride is 1, by two output rows at once.
#pragma once

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "runtime/kernels/band.hpp"
#include "runtime/kernels/depthwise_conv2d_packed__avx512vnni.hpp"
#include "runtime/kernels/gather__avx512vnni.hpp"
#include "runtime/kernels/operators.hpp"
#include "runtime/kernels/requantize__avx512vnni.hpp"

namespace ocellus::kernels {

// kRows output rows (1 or 2) of one group of 64 lanes.
template <int kRows>
struct Depthwise3x3__avx512vnni {
  static constexpr int kInputRows = kRows + 2;

  // Four rows' bytes, channel by channel, 16 channels in each vector.
  struct Column {
    __m512i a;
    __m512i b;
    __m512i c;
    __m512i d;
  };

  const DepthwiseConv2d& op;
  const std::int8_t* rows[kInputRows];  // the group's lanes of each row's first pixel
  std::ptrdiff_t room;                  // bytes that may be read from the start of every row
  std::int32_t pixels;                  // per group
  std::int32_t lanes;                   // bytes of the group that exist, up to 64

  // Interleaves the input rows from pixel `x` on; what lies outside is padding.
  [[gnu::always_inline]] Column column(std::int32_t x) const {
    const std::ptrdiff_t channels = op.input.channels;
    const std::ptrdiff_t at = x * channels;
    if (x >= 0 && x + pixels <= op.input.width && at + 64 <= room) {
      return interleaved(whole(rows[0] + at), whole(rows[1] + at), whole(rows[2] + at),
                         kInputRows == 4 ? whole(rows[kInputRows - 1] + at) : __m512i());
    }
    const std::ptrdiff_t begin = x < 0 ? -at : 0;
    const std::ptrdiff_t left = (op.input.width - x) * channels;
    const std::ptrdiff_t end = pixels == 1 ? (left > 0 ? lanes : 0) : left;
    const __mmask64 mask =
        begin >= 64 || end <= 0
            ? _cvtu64_mask64(0)
            : first_bytes__avx512vnni(end) &
                  ~(begin == 0 ? _cvtu64_mask64(0) : first_bytes__avx512vnni(begin));
    return interleaved(part(rows[0] + at, mask), part(rows[1] + at, mask), part(rows[2] + at, mask),
                       kInputRows == 4 ? part(rows[kInputRows - 1] + at, mask) : __m512i());
  }

  // One output vector per row from three columns. `taps`: of the first row, then of the second.
  [[gnu::always_inline]] void emit(const Column& left, const Column& middle, const Column& right,
                                   const std::byte* group, const std::byte* const* taps,
                                   std::int8_t* const* outputs, std::ptrdiff_t at,
                                   std::ptrdiff_t count) const {
    const Scaled a = scaled(left.a, middle.a, right.a, group, taps, 0);
    const Scaled b = scaled(left.b, middle.b, right.b, group, taps, 1);
    const Scaled c = scaled(left.c, middle.c, right.c, group, taps, 2);
    const Scaled d = scaled(left.d, middle.d, right.d, group, taps, 3);
    store(a.first, b.first, c.first, d.first, outputs[0] + at, count);
    if constexpr (kRows == 2) {
      store(a.second, b.second, c.second, d.second, outputs[1] + at, count);
    }
  }

  // The whole width. `outputs`: the group's lanes of each output row's first pixel.
  [[gnu::always_inline]] void run(const std::byte* group, std::int8_t* const* outputs) const {
    constexpr int kParameters = Depthwise3x3Layout__avx512vnni::kParameterVectors;
    alignas(64) std::byte shifted[12 * 64];
    if constexpr (kRows == 2) {
      for (int i = 0; i < 12; ++i) {
        const __m512i taps = _mm512_load_si512(group + (4 * kParameters + i) * 64);
        _mm512_store_si512(shifted + i * 64, _mm512_slli_epi32(taps, 8));
      }
    }
    // The second row's taps stand one byte higher in each quad.
    const std::byte* const taps[] = {group + 4 * kParameters * 64, shifted};
    const std::int32_t advance = op.window.stride_x * pixels;
    const std::ptrdiff_t channels = op.input.channels;
    std::int32_t x = -op.window.pad_left;
    Column left = column(x);
    Column middle = column(x + 1);
    for (std::int32_t out = 0; out < op.output.width; out += pixels, x += advance) {
      const Column right = column(x + 2);
      const std::ptrdiff_t rest = (op.output.width - out) * channels;
      emit(left, middle, right, group, taps, outputs, out * channels, pixels == 1 ? lanes : rest);
      if (advance == 1) {
        left = middle;
        middle = right;
      } else {
        left = advance == 2 ? right : column(x + advance);
        middle = column(x + advance + 1);
      }
    }
  }

 private:
  [[gnu::always_inline]] static __m512i whole(const std::int8_t* bytes) {
    return _mm512_xor_si512(_mm512_set1_epi8(-128), _mm512_loadu_si512(bytes));
  }
  [[gnu::always_inline]] __m512i part(const std::int8_t* bytes, __mmask64 mask) const {
    const __m512i padding = _mm512_set1_epi8(static_cast<char>(op.input_zero_point));
    return _mm512_xor_si512(_mm512_set1_epi8(-128), _mm512_mask_loadu_epi8(padding, mask, bytes));
  }

  // With three rows the fourth byte of a quad may be anything: its weight is zero.
  [[gnu::always_inline]] static Column interleaved(__m512i row0, __m512i row1, __m512i row2,
                                                   __m512i row3) {
    const __m512i last = kInputRows == 4 ? row3 : row2;
    const __m512i low01 = _mm512_unpacklo_epi8(row0, row1);
    const __m512i low23 = _mm512_unpacklo_epi8(row2, last);
    const __m512i high01 = _mm512_unpackhi_epi8(row0, row1);
    const __m512i high23 = _mm512_unpackhi_epi8(row2, last);
    return {_mm512_unpacklo_epi16(low01, low23), _mm512_unpackhi_epi16(low01, low23),
            _mm512_unpacklo_epi16(high01, high23), _mm512_unpackhi_epi16(high01, high23)};
  }

  // 16 channels of each output row.
  struct Scaled {
    __m512i first;
    __m512i second;
  };

  // Vector `v` of the group.
  [[gnu::always_inline]] Scaled scaled(__m512i left, __m512i middle, __m512i right,
                                       const std::byte* group, const std::byte* const* taps,
                                       int v) const {
    const std::byte* parameters =
        group + v * Depthwise3x3Layout__avx512vnni::kParameterVectors * 64;
    const Requantizer__avx512vnni requantizer(parameters + 64);
    const bool negative = negative_matters__avx512vnni(op.quantized);
    const __m512i bias = _mm512_load_si512(parameters);
    const auto sum = [&](const std::byte* weights) __attribute__((always_inline)) {
      __m512i total = _mm512_dpbusd_epi32(bias, left, _mm512_load_si512(weights));
      total = _mm512_dpbusd_epi32(total, middle, _mm512_load_si512(weights + 256));
      return _mm512_dpbusd_epi32(total, right, _mm512_load_si512(weights + 512));
    };
    Scaled result;
    result.first = requantizer.scale(sum(taps[0] + v * 64), op.requantize, negative);
    if constexpr (kRows == 2) {
      result.second = requantizer.scale(sum(taps[1] + v * 64), op.requantize, negative);
    }
    return result;
  }

  [[gnu::always_inline]] void store(__m512i a, __m512i b, __m512i c, __m512i d, std::int8_t* output,
                                    std::ptrdiff_t count) const {
    const Narrower__avx512vnni narrower{op.quantized};
    const __m512i narrow = narrower.to8(narrower.to16(a, b), narrower.to16(c, d));
    if (count >= 64) {
      _mm512_storeu_si512(output, narrow);
    } else {
      _mm512_mask_storeu_epi8(output, first_bytes__avx512vnni(count), narrow);
    }
  }
};

[[gnu::always_inline]] inline void depthwise_conv2d_3x3__avx512vnni(
    const DepthwiseConv2d& op, const Depthwise3x3Layout__avx512vnni& layout,
    const std::int8_t* input, const std::byte* packed, std::int8_t* output, std::byte* scratch,
    Band band) {
  const std::ptrdiff_t channels = op.input.channels;
  const std::ptrdiff_t in_row = op.input.width * channels;
  const std::ptrdiff_t out_row = op.output.width * channels;
  std::int8_t* const padding = reinterpret_cast<std::int8_t*>(scratch);
  for (std::size_t i = 0; i < layout.scratch_bytes; i += 64) {
    _mm512_store_si512(scratch + i, _mm512_set1_epi8(static_cast<char>(op.input_zero_point)));
  }
  const auto pass = [&]<int kRows>(std::int32_t y) __attribute__((always_inline)) {
    const std::int32_t first = y * op.window.stride_y - op.window.pad_top;
    for (std::int32_t g = 0; g < layout.groups; ++g) {
      const std::ptrdiff_t lane = g * 64;
      const std::ptrdiff_t left = channels - lane;
      Depthwise3x3__avx512vnni<kRows> columns{
          op, {}, in_row - lane, layout.pixels, static_cast<std::int32_t>(left < 64 ? left : 64)};
#pragma GCC unroll 4
      for (int r = 0; r < kRows + 2; ++r) {
        const bool inside = first + r >= 0 && first + r < op.input.height;
        columns.rows[r] = lane + (inside ? input + (first + r) * in_row : padding);
      }
      // A vector may run into the next row, but not past the last.
      if (first + kRows + 2 <= op.input.height - 1) {
        columns.room += in_row < 64 ? in_row : 64;
      }
      std::int8_t* outputs[kRows];
#pragma GCC unroll 2
      for (int r = 0; r < kRows; ++r) {
        outputs[r] = output + (y + r) * out_row + lane;
      }
      columns.run(packed + static_cast<std::ptrdiff_t>(g) *
                               Depthwise3x3Layout__avx512vnni::kGroupVectors * 64,
                  outputs);
    }
  };
  std::int32_t y = band.begin;
  if (op.window.stride_y == 1) {
    for (; y + 2 <= band.end; y += 2) {
      pass.template operator()<2>(y);
    }
    if (band_rows(op) == 2) {
      return;  // no band leaves a row over
    }
  }
  for (; y < band.end; ++y) {
    pass.template operator()<1>(y);
  }
}

}  // namespace ocellus::kernels
