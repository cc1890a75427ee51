// CONV_2D for AVX512-VNNI: the receptive fields of a strip of output pixels are gathered into
// scratch as unsigned bytes, then multiplied tile by tile, four depths per VPDPBUSD.
#pragma once

#include <immintrin.h>

#include <cstddef>
#include <cstdint>
#include <utility>

#include "runtime/kernels/band.hpp"
#include "runtime/kernels/conv2d_packed__avx512vnni.hpp"
#include "runtime/kernels/gather__avx512vnni.hpp"
#include "runtime/kernels/operators.hpp"
#include "runtime/kernels/requantize__avx512vnni.hpp"

namespace ocellus::kernels {

// Fetches parameters into the second-level cache before they are needed, a line for every four
// depths of a tile: first those of this convolution, then what lies behind them, which are the next
// operator's. Without it the first pixels wait for the third level.
struct Ahead__avx512vnni {
  static constexpr std::ptrdiff_t kFarthest = 1 << 19;

  const std::byte* line = nullptr;
  std::ptrdiff_t step = 64;  // or 0 when far enough ahead

  // Everything before `end` is in use already.
  [[gnu::always_inline]] void from(const std::byte* end) {
    line = line < end ? end : line;
    step = line - end < kFarthest ? 64 : 0;
  }
  [[gnu::always_inline]] void fetch() {
    __builtin_prefetch(line, 0, 2);
    line += step;
  }
};

// Sums of kRows pixels times one block of kVectors * 16 output channels. Pack expansions instead of
// loops over the tile, here and below: the compiler unrolls loops too late to keep an array of
// vectors in registers.
template <int kRows, int kVectors>
struct Conv2dTile__avx512vnni {
  using Vectors = std::make_integer_sequence<int, kVectors>;
  using All = std::make_integer_sequence<int, kRows * kVectors>;
  static constexpr int kParameters = Conv2dLayout__avx512vnni::kParameterVectors;

  __m512i sums[kRows * kVectors];  // row by row

  // `fields`: kRows gathered fields.
  template <int... v, int... i>
  [[gnu::always_inline]] void accumulate(const Conv2dLayout__avx512vnni& layout,
                                         const std::uint8_t* fields, const std::byte* block,
                                         Ahead__avx512vnni& ahead, std::integer_sequence<int, v...>,
                                         std::integer_sequence<int, i...>) {
    ((sums[i] = _mm512_load_si512(block + i % kVectors * kParameters * 64)), ...);
    const std::byte* weights = block + kVectors * kParameters * 64;
    const std::ptrdiff_t field = layout.field_bytes();
    for (std::int32_t q = 0; q < layout.quads; ++q) {
      const __m512i w[kVectors] = {_mm512_load_si512(weights + v * 64)...};
      ((sums[i] = _mm512_dpbusd_epi32(sums[i], four(fields + i / kVectors * field + 4 * q),
                                      w[i % kVectors])),
       ...);
      weights += kVectors * 64;
      ahead.fetch();
    }
  }

  template <int... i>
  [[gnu::always_inline]] void requantize(const Conv2d& op, const std::byte* block,
                                         std::integer_sequence<int, i...>) {
    const bool negative = negative_matters__avx512vnni(op.quantized);
    // Column by column, so that a column's parameters are loaded once.
    ((sums[i % kRows * kVectors + i / kRows] =
          Requantizer__avx512vnni(block + (i / kRows * kParameters + 1) * 64)
              .scale(sums[i % kRows * kVectors + i / kRows], op.requantize, negative)),
     ...);
  }

  // Stores the first `channels` of each pixel.
  [[gnu::always_inline]] void store(const Conv2d& op, std::int8_t* output,
                                    std::int32_t channels) const {
    if constexpr (kVectors == 4) {
      store_rows(op, output, channels, std::make_integer_sequence<int, kRows>());
    } else if constexpr (kVectors == 2) {
      store_pairs(op, output, channels, std::make_integer_sequence<int, (kRows + 1) / 2>());
    } else {
      store_fours(op, output, channels, std::make_integer_sequence<int, (kRows + 3) / 4>());
    }
  }

 private:
  // Four depths of one pixel, in every lane.
  [[gnu::always_inline]] static __m512i four(const std::uint8_t* depths) {
    std::int32_t value;
    __builtin_memcpy(&value, depths, 4);
    return _mm512_set1_epi32(value);
  }

  // The tile's row `r`, or its last row when there are fewer.
  [[gnu::always_inline]] __m512i sum(int r, int v) const {
    return sums[(r < kRows ? r : kRows - 1) * kVectors + v];
  }

  template <int... r>
  [[gnu::always_inline]] void store_rows(const Conv2d& op, std::int8_t* output,
                                         std::int32_t channels,
                                         std::integer_sequence<int, r...>) const {
    const Narrower__avx512vnni narrower{op.quantized};
    const __mmask64 mask = first_bytes__avx512vnni(channels);
    const std::ptrdiff_t stride = op.output.channels;
    if (channels >= 64) {
      (_mm512_storeu_si512(output + r * stride, narrower.to8(narrower.to16(sum(r, 0), sum(r, 1)),
                                                             narrower.to16(sum(r, 2), sum(r, 3)))),
       ...);
    } else {
      (_mm512_mask_storeu_epi8(
           output + r * stride, mask,
           narrower.to8(narrower.to16(sum(r, 0), sum(r, 1)), narrower.to16(sum(r, 2), sum(r, 3)))),
       ...);
    }
  }

  template <int... pair>
  [[gnu::always_inline]] void store_pairs(const Conv2d& op, std::int8_t* output,
                                          std::int32_t channels,
                                          std::integer_sequence<int, pair...>) const {
    const Narrower__avx512vnni narrower{op.quantized};
    const __mmask32 mask = _cvtu32_mask32(channels >= 32 ? ~0U : (1U << channels) - 1);
    const __m512i separate = _mm512_setr_epi64(0, 2, 4, 6, 1, 3, 5, 7);
    const std::ptrdiff_t stride = op.output.channels;
    const __m512i both[] = {_mm512_permutexvar_epi64(
        separate, narrower.to8(narrower.to16(sum(2 * pair, 0), sum(2 * pair, 1)),
                               narrower.to16(sum(2 * pair + 1, 0), sum(2 * pair + 1, 1))))...};
    (_mm256_mask_storeu_epi8(output + 2 * pair * stride, mask, _mm512_castsi512_si256(both[pair])),
     ...);
    ((2 * pair + 1 < kRows ? _mm256_mask_storeu_epi8(output + (2 * pair + 1) * stride, mask,
                                                     _mm512_extracti64x4_epi64(both[pair], 1))
                           : void()),
     ...);
  }

  template <int... group>
  [[gnu::always_inline]] void store_fours(const Conv2d& op, std::int8_t* output,
                                          std::int32_t channels,
                                          std::integer_sequence<int, group...>) const {
    const Narrower__avx512vnni narrower{op.quantized};
    const __mmask16 mask = _cvtu32_mask16(channels >= 16 ? 0xFFFFU : (1U << channels) - 1);
    const __m512i separate =
        _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
    const std::ptrdiff_t stride = op.output.channels;
    const __m512i all[] = {_mm512_permutexvar_epi32(
        separate, narrower.to8(narrower.to16(sum(4 * group, 0), sum(4 * group + 1, 0)),
                               narrower.to16(sum(4 * group + 2, 0), sum(4 * group + 3, 0))))...};
    if (stride == 16) {  // pixels follow each other without a gap
      (_mm512_mask_storeu_epi8(
           output + 64 * group,
           first_bytes__avx512vnni(4 * group + 4 <= kRows ? 64 : 16 * (kRows - 4 * group)),
           all[group]),
       ...);
      return;
    }
    (_mm_mask_storeu_epi8(output + 4 * group * stride, mask, _mm512_castsi512_si128(all[group])),
     ...);
    ((4 * group + 1 < kRows ? _mm_mask_storeu_epi8(output + (4 * group + 1) * stride, mask,
                                                   _mm512_extracti32x4_epi32(all[group], 1))
                            : void()),
     ...);
    ((4 * group + 2 < kRows ? _mm_mask_storeu_epi8(output + (4 * group + 2) * stride, mask,
                                                   _mm512_extracti32x4_epi32(all[group], 2))
                            : void()),
     ...);
    ((4 * group + 3 < kRows ? _mm_mask_storeu_epi8(output + (4 * group + 3) * stride, mask,
                                                   _mm512_extracti32x4_epi32(all[group], 3))
                            : void()),
     ...);
  }
};

// kRows pixels times one block of output channels, of which the first `channels` are stored.
// `output`: the first pixel's first channel of the block.
template <int kRows, int kVectors>
[[gnu::always_inline]] inline void conv2d_tile__avx512vnni(
    const Conv2d& op, const Conv2dLayout__avx512vnni& layout, const std::uint8_t* fields,
    const std::byte* block, Ahead__avx512vnni& ahead, std::int8_t* output, std::int32_t channels) {
  using Tile = Conv2dTile__avx512vnni<kRows, kVectors>;
  Tile tile;
  tile.accumulate(layout, fields, block, ahead, typename Tile::Vectors(), typename Tile::All());
  tile.requantize(op, block, typename Tile::All());
  tile.store(op, output, channels);
}

// One block of output channels for a strip of `pixels` pixels.
template <int kVectors>
[[gnu::always_inline]] inline void conv2d_strip__avx512vnni(
    const Conv2d& op, const Conv2dLayout__avx512vnni& layout, const std::uint8_t* fields,
    std::int32_t pixels, const std::byte* block, Ahead__avx512vnni& ahead, std::int8_t* output,
    std::int32_t channels) {
  constexpr int kRows = kVectors == 4 ? 6 : 12;
  const std::ptrdiff_t field = layout.field_bytes();
  const std::ptrdiff_t stride = op.output.channels;
  std::int32_t p = 0;
  for (; p + kRows <= pixels; p += kRows) {
    conv2d_tile__avx512vnni<kRows, kVectors>(op, layout, fields + p * field, block, ahead,
                                             output + p * stride, channels);
  }
  if (p == pixels) {
    return;
  }
  // Strips and bands are multiples of 12, so only the last can end up here: how many pixels it
  // leaves over is known from the shape, and one case remains when the shape is a constant.
  static_assert(kBandPixels % 12 == 0);
  const std::int32_t total = op.output.height * op.output.width;
  if constexpr (kRows == 12) {
    if (total % 12 >= 6) {
      conv2d_tile__avx512vnni<6, kVectors>(op, layout, fields + p * field, block, ahead,
                                           output + p * stride, channels);
      p += 6;
    }
  }
  const std::uint8_t* rest = fields + p * field;
  std::int8_t* out = output + p * stride;
  switch (total % 6) {
    case 1:
      return conv2d_tile__avx512vnni<1, kVectors>(op, layout, rest, block, ahead, out, channels);
    case 2:
      return conv2d_tile__avx512vnni<2, kVectors>(op, layout, rest, block, ahead, out, channels);
    case 3:
      return conv2d_tile__avx512vnni<3, kVectors>(op, layout, rest, block, ahead, out, channels);
    case 4:
      return conv2d_tile__avx512vnni<4, kVectors>(op, layout, rest, block, ahead, out, channels);
    case 5:
      return conv2d_tile__avx512vnni<5, kVectors>(op, layout, rest, block, ahead, out, channels);
    default:
      return;
  }
}

// `packed` and `scratch` as conv2d_packed__avx512vnni.hpp says.
[[gnu::always_inline]] inline void conv2d_s8__avx512vnni(const Conv2d& op, const std::int8_t* input,
                                                         const std::byte* packed,
                                                         std::int8_t* output, std::byte* scratch,
                                                         Band band, ChannelBand channels) {
  const Conv2dLayout__avx512vnni layout(op);
  std::uint8_t* const fields = reinterpret_cast<std::uint8_t*>(scratch);
  const std::int32_t full = op.output.channels / 64 * 4;  // vectors in blocks of 64 channels
  const std::int32_t fours = layout.vectors / 4 * 4;
  const std::int32_t rest = layout.vectors - fours;
  const std::byte* const end = packed + layout.packed_bytes();
  Ahead__avx512vnni ahead{packed};
  for (std::int32_t first = band.begin; first < band.end; first += layout.strip) {
    const std::int32_t left = band.end - first;
    const std::int32_t pixels = left < layout.strip ? left : layout.strip;
    gather_fields__avx512vnni(op, layout, input, first, pixels, fields);
    std::int8_t* out = output + static_cast<std::ptrdiff_t>(first) * op.output.channels;
    const std::int32_t last_full = channels.end / 64 * 4 < full ? channels.end / 64 * 4 : full;
    const bool ends_here = channels.end == op.output.channels;
    for (std::int32_t v = channels.begin / 16; v < last_full; v += 4) {
      ahead.from(first == band.begin ? packed + layout.block_offset(v + 4) : end);
      conv2d_strip__avx512vnni<4>(op, layout, fields, pixels, packed + layout.block_offset(v),
                                  ahead, out + v * 16, 64);
    }
    ahead.from(end);
    if (ends_here && full < fours) {
      conv2d_strip__avx512vnni<4>(op, layout, fields, pixels, packed + layout.block_offset(full),
                                  ahead, out + full * 16, op.output.channels - full * 16);
    }
    if (ends_here && rest >= 2) {
      conv2d_strip__avx512vnni<2>(op, layout, fields, pixels, packed + layout.block_offset(fours),
                                  ahead, out + fours * 16, op.output.channels - fours * 16);
    }
    if (ends_here && rest % 2 == 1) {
      const std::int32_t last = layout.vectors - 1;
      conv2d_strip__avx512vnni<1>(op, layout, fields, pixels, packed + layout.block_offset(last),
                                  ahead, out + last * 16, op.output.channels - last * 16);
    }
  }
}

// The same with every shape a compile-time constant.
template <Conv2d kOp>
[[gnu::noinline]] void conv2d_s8__avx512vnni(const std::int8_t* input, const std::byte* packed,
                                             std::int8_t* output, std::byte* scratch) {
  conv2d_s8__avx512vnni(kOp, input, packed, output, scratch, whole(kOp), all_channels(kOp));
}

// A band of it.
template <Conv2d kOp>
[[gnu::noinline]] void conv2d_s8__avx512vnni(const std::int8_t* input, const std::byte* packed,
                                             std::int8_t* output, std::byte* scratch, Band band) {
  conv2d_s8__avx512vnni(kOp, input, packed, output, scratch, band, all_channels(kOp));
}

// Some of its channels.
template <Conv2d kOp>
[[gnu::noinline]] void conv2d_s8__avx512vnni(const std::int8_t* input, const std::byte* packed,
                                             std::int8_t* output, std::byte* scratch,
                                             ChannelBand band) {
  conv2d_s8__avx512vnni(kOp, input, packed, output, scratch, whole(kOp), band);
}

}  // namespace ocellus::kernels
