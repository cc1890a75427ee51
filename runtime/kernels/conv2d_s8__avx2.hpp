// CONV_2D for AVX2: the receptive fields of a strip of output pixels are gathered into scratch as
// int16 differences from the zero point, then multiplied tile by tile, two depths per VPMADDWD.
// (VPMADDUBSW would take twice as many bytes, but saturates.)
#pragma once

#include <immintrin.h>

#include <cstddef>
#include <cstdint>
#include <utility>

#include "runtime/kernels/band.hpp"
#include "runtime/kernels/operators.hpp"
#include "runtime/kernels/packed__avx2.hpp"
#include "runtime/kernels/requantize__avx2.hpp"

namespace ocellus::kernels {

// Writes `count` differences, and up to 15 of anything behind them: fields are written in ascending
// order, and what is too much is overwritten by what comes next. Nothing is read from `end` on.
[[gnu::always_inline]] inline void widen__avx2(std::int16_t* to, const std::int8_t* from,
                                               std::ptrdiff_t count, const std::int8_t* end,
                                               std::int32_t zero_point) {
  const __m256i zero = _mm256_set1_epi16(static_cast<short>(zero_point));
  for (std::ptrdiff_t i = 0; i < count; i += 16) {
    const std::ptrdiff_t left = end - (from + i);
    const __m128i bytes =
        load_bytes__avx2(from + i, left < 16 ? static_cast<std::int32_t>(left) : 16);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to + i),
                        _mm256_sub_epi16(_mm256_cvtepi8_epi16(bytes), zero));
  }
}

// The fields of `pixels` output pixels from number `first` (row by row) on; padding is 0.
// The depth that only rounds a field up to two has zero weights, whatever it holds.
[[gnu::always_inline]] inline void gather_fields__avx2(const Conv2d& op,
                                                       const Conv2dLayout__avx2& layout,
                                                       const std::int8_t* input, std::int32_t first,
                                                       std::int32_t pixels, std::int16_t* fields) {
  const Window& window = op.window;
  const std::ptrdiff_t channels = op.input.channels;
  const std::int8_t* const end = input + op.input.bytes();
  std::int32_t y = first / op.output.width;
  std::int32_t x = first % op.output.width;
  for (std::int32_t p = 0; p < pixels; ++p) {
    std::int16_t* to = fields + static_cast<std::ptrdiff_t>(p) * 2 * layout.pairs;
    for (std::int32_t ky = 0; ky < window.height; ++ky) {
      const std::int32_t in_y = y * window.stride_y - window.pad_top + ky * window.dilation_y;
      const std::int32_t in_x = x * window.stride_x - window.pad_left;
      const bool row = in_y >= 0 && in_y < op.input.height;
      const std::int8_t* from =
          input + (static_cast<std::ptrdiff_t>(in_y) * op.input.width + in_x) * channels;
      if (row && window.dilation_x == 1 && in_x >= 0 && in_x + window.width <= op.input.width) {
        widen__avx2(to, from, window.width * channels, end, op.input_zero_point);
        to += window.width * channels;
        continue;
      }
      for (std::int32_t kx = 0; kx < window.width; ++kx, to += channels) {
        const std::int32_t column = in_x + kx * window.dilation_x;
        if (row && column >= 0 && column < op.input.width) {
          widen__avx2(to, from + kx * window.dilation_x * channels, channels, end,
                      op.input_zero_point);
        } else {
          __builtin_memset(to, 0, 2 * static_cast<std::size_t>(channels));
        }
      }
    }
    if (++x == op.output.width) {
      x = 0;
      ++y;
    }
  }
}

// Sums of kRows pixels times one block of 16 output channels. Pack expansions instead of loops over
// the tile: the compiler unrolls loops too late to keep an array of vectors in registers.
template <int kRows>
struct Conv2dTile__avx2 {
  using All = std::make_integer_sequence<int, 2 * kRows>;

  __m256i sums[2 * kRows];  // row by row

  // `fields`: kRows gathered fields.
  template <int... i>
  [[gnu::always_inline]] void accumulate(const Conv2dLayout__avx2& layout,
                                         const std::int16_t* fields, const std::byte* block,
                                         std::integer_sequence<int, i...>) {
    constexpr std::ptrdiff_t kVectorBytes = kParameterBytes__avx2 / 2;
    ((sums[i] = _mm256_load_si256(reinterpret_cast<const __m256i*>(block + i % 2 * kVectorBytes))),
     ...);
    const std::byte* weights = block + kParameterBytes__avx2;
    const std::ptrdiff_t field = 2 * layout.pairs;
    for (std::int32_t p = 0; p < layout.pairs; ++p) {
      const __m256i w[2] = {eight(weights), eight(weights + 16)};
      ((sums[i] = _mm256_add_epi32(
            sums[i], _mm256_madd_epi16(two(fields + i / 2 * field + 2 * p), w[i % 2]))),
       ...);
      weights += 32;
    }
  }

  template <int... i>
  [[gnu::always_inline]] void requantize(const Conv2d& op, const std::byte* block,
                                         std::integer_sequence<int, i...>) {
    constexpr std::ptrdiff_t kVectorBytes = kParameterBytes__avx2 / 2;
    const bool negative = negative_matters__avx2(op.quantized);
    // Column by column, so that a column's parameters are loaded once.
    ((sums[i % kRows * 2 + i / kRows] =
          Requantizer__avx2(block + i / kRows * kVectorBytes + 32)
              .scale(sums[i % kRows * 2 + i / kRows], op.requantize, negative)),
     ...);
  }

  // Stores the first `channels` of each pixel.
  template <int... pair>
  [[gnu::always_inline]] void store(const Conv2d& op, std::int8_t* output, std::int32_t channels,
                                    std::integer_sequence<int, pair...>) const {
    const Narrower__avx2 narrower{op.quantized};
    const std::ptrdiff_t stride = op.output.channels;
    const __m256i both[] = {_mm256_permute4x64_epi64(
        narrower.to8(narrower.to16(sum(2 * pair, 0), sum(2 * pair, 1)),
                     narrower.to16(sum(2 * pair + 1, 0), sum(2 * pair + 1, 1))),
        0xD8)...};
    (store_bytes__avx2(output + 2 * pair * stride, _mm256_castsi256_si128(both[pair]), channels),
     ...);
    ((2 * pair + 1 < kRows ? store_bytes__avx2(output + (2 * pair + 1) * stride,
                                               _mm256_extracti128_si256(both[pair], 1), channels)
                           : void()),
     ...);
  }

 private:
  // Two depths of one pixel, in every lane.
  [[gnu::always_inline]] static __m256i two(const std::int16_t* depths) {
    std::int32_t value;
    __builtin_memcpy(&value, depths, 4);
    return _mm256_set1_epi32(value);
  }
  // Two depths of eight channels.
  [[gnu::always_inline]] static __m256i eight(const std::byte* weights) {
    return _mm256_cvtepi8_epi16(_mm_load_si128(reinterpret_cast<const __m128i*>(weights)));
  }
  // The tile's row `r`, or its last row when there are fewer.
  [[gnu::always_inline]] __m256i sum(int r, int v) const {
    return sums[(r < kRows ? r : kRows - 1) * 2 + v];
  }
};

// kRows pixels times one block of output channels, of which the first `channels` are stored.
template <int kRows>
[[gnu::always_inline]] inline void conv2d_tile__avx2(const Conv2d& op,
                                                     const Conv2dLayout__avx2& layout,
                                                     const std::int16_t* fields,
                                                     const std::byte* block, std::int8_t* output,
                                                     std::int32_t channels) {
  using Tile = Conv2dTile__avx2<kRows>;
  Tile tile;
  tile.accumulate(layout, fields, block, typename Tile::All());
  tile.requantize(op, block, typename Tile::All());
  tile.store(op, output, channels, std::make_integer_sequence<int, (kRows + 1) / 2>());
}

// `packed` and `scratch` as packed__avx2.hpp says.
[[gnu::always_inline]] inline void conv2d_s8__avx2(const Conv2d& op, const std::int8_t* input,
                                                   const std::byte* packed, std::int8_t* output,
                                                   std::byte* scratch, Band band,
                                                   ChannelBand chosen) {
  const RoundDown__avx2 round_down;
  const Conv2dLayout__avx2 layout(op);
  std::int16_t* const fields = reinterpret_cast<std::int16_t*>(scratch);
  const std::ptrdiff_t field = 2 * layout.pairs;
  const std::ptrdiff_t stride = op.output.channels;
  for (std::int32_t first = band.begin; first < band.end; first += layout.strip) {
    const std::int32_t left = band.end - first;
    const std::int32_t pixels = left < layout.strip ? left : layout.strip;
    gather_fields__avx2(op, layout, input, first, pixels, fields);
    for (std::int32_t b = chosen.begin / 16; b < (chosen.end + 15) / 16; ++b) {
      const std::byte* block = packed + static_cast<std::size_t>(b) * layout.block_bytes();
      const std::int32_t channels = op.output.channels - b * 16;
      std::int8_t* out = output + first * stride + b * 16;
      std::int32_t p = 0;
      for (; p + 6 <= pixels; p += 6) {
        conv2d_tile__avx2<6>(op, layout, fields + p * field, block, out + p * stride, channels);
      }
      for (; p + 2 <= pixels; p += 2) {
        conv2d_tile__avx2<2>(op, layout, fields + p * field, block, out + p * stride, channels);
      }
      if (p < pixels) {
        conv2d_tile__avx2<1>(op, layout, fields + p * field, block, out + p * stride, channels);
      }
    }
  }
}

// The same with every shape a compile-time constant.
template <Conv2d kOp>
[[gnu::noinline]] void conv2d_s8__avx2(const std::int8_t* input, const std::byte* packed,
                                       std::int8_t* output, std::byte* scratch) {
  conv2d_s8__avx2(kOp, input, packed, output, scratch, whole(kOp), all_channels(kOp));
}

// A band of it.
template <Conv2d kOp>
[[gnu::noinline]] void conv2d_s8__avx2(const std::int8_t* input, const std::byte* packed,
                                       std::int8_t* output, std::byte* scratch, Band band) {
  conv2d_s8__avx2(kOp, input, packed, output, scratch, band, all_channels(kOp));
}

// Some of its channels.
template <Conv2d kOp>
[[gnu::noinline]] void conv2d_s8__avx2(const std::int8_t* input, const std::byte* packed,
                                       std::int8_t* output, std::byte* scratch, ChannelBand band) {
  conv2d_s8__avx2(kOp, input, packed, output, scratch, whole(kOp), band);
}

}  // namespace ocellus::kernels
