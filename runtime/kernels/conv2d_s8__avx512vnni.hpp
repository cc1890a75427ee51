// CONV_2D for AVX512-VNNI: the receptive fields of a strip of output pixels are gathered into
// scratch as unsigned bytes, then multiplied tile by tile, four depths per VPDPBUSD.
#pragma once

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "runtime/kernels/conv2d_packed__avx512vnni.hpp"
#include "runtime/kernels/gather__avx512vnni.hpp"
#include "runtime/kernels/operators.hpp"
#include "runtime/kernels/requantize__avx512vnni.hpp"

namespace ocellus::kernels {

// kRows pixels times one block of kVectors * 16 output channels, of which the first `channels` are
// stored. `fields`: kRows gathered fields; `output`: the first pixel's first channel of the block.
template <int kRows, int kVectors>
[[gnu::always_inline]] inline void conv2d_tile__avx512vnni(
    const Conv2d& op, const Conv2dLayout__avx512vnni& layout, const std::uint8_t* fields,
    const std::byte* block, std::int8_t* output, std::int32_t channels) {
  constexpr int kParameters = Conv2dLayout__avx512vnni::kParameterVectors;
  __m512i sums[kRows][kVectors];
#pragma GCC unroll 16
  for (int v = 0; v < kVectors; ++v) {
    const __m512i bias = _mm512_load_si512(block + v * kParameters * 64);
#pragma GCC unroll 16
    for (int r = 0; r < kRows; ++r) {
      sums[r][v] = bias;
    }
  }
  const std::byte* weights = block + kVectors * kParameters * 64;
  const std::ptrdiff_t field = layout.field_bytes();
  for (std::int32_t q = 0; q < layout.quads; ++q) {
    __m512i w[kVectors];
#pragma GCC unroll 16
    for (int v = 0; v < kVectors; ++v) {
      w[v] = _mm512_load_si512(weights + v * 64);
    }
#pragma GCC unroll 16
    for (int r = 0; r < kRows; ++r) {
      std::int32_t four;
      __builtin_memcpy(&four, fields + r * field + 4 * q, 4);
      const __m512i inputs = _mm512_set1_epi32(four);
#pragma GCC unroll 16
      for (int v = 0; v < kVectors; ++v) {
        sums[r][v] = _mm512_dpbusd_epi32(sums[r][v], inputs, w[v]);
      }
    }
    weights += kVectors * 64;
  }

  const bool negative = negative_matters__avx512vnni(op.quantized);
#pragma GCC unroll 16
  for (int v = 0; v < kVectors; ++v) {
    const Requantizer__avx512vnni requantizer(block + (v * kParameters + 1) * 64);
#pragma GCC unroll 16
    for (int r = 0; r < kRows; ++r) {
      sums[r][v] = requantizer.scale(sums[r][v], op.requantize, negative);
    }
  }

  const Narrower__avx512vnni narrower{op.quantized};
  const std::ptrdiff_t stride = op.output.channels;
  if constexpr (kVectors == 4) {
    const __mmask64 mask = first_bytes__avx512vnni(channels);
#pragma GCC unroll 16
    for (int r = 0; r < kRows; ++r) {
      const __m512i narrow = narrower.to8(narrower.to16(sums[r][0], sums[r][1]),
                                          narrower.to16(sums[r][2], sums[r][3]));
      if (channels >= 64) {
        _mm512_storeu_si512(output + r * stride, narrow);
      } else {
        _mm512_mask_storeu_epi8(output + r * stride, mask, narrow);
      }
    }
  } else if constexpr (kVectors == 2) {
    const __mmask32 mask = _cvtu32_mask32(channels >= 32 ? ~0U : (1U << channels) - 1);
    const __m512i separate = _mm512_setr_epi64(0, 2, 4, 6, 1, 3, 5, 7);
#pragma GCC unroll 16
    for (int r = 0; r < kRows; r += 2) {
      const int next = r + 1 < kRows ? r + 1 : r;
      const __m512i both = _mm512_permutexvar_epi64(
          separate, narrower.to8(narrower.to16(sums[r][0], sums[r][1]),
                                 narrower.to16(sums[next][0], sums[next][1])));
      _mm256_mask_storeu_epi8(output + r * stride, mask, _mm512_castsi512_si256(both));
      if (next != r) {
        _mm256_mask_storeu_epi8(output + next * stride, mask, _mm512_extracti64x4_epi64(both, 1));
      }
    }
  } else {
    const __mmask16 mask = _cvtu32_mask16(channels >= 16 ? 0xFFFFU : (1U << channels) - 1);
    const __m512i separate =
        _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
#pragma GCC unroll 16
    for (int r = 0; r < kRows; r += 4) {
      const int r1 = r + 1 < kRows ? r + 1 : r;
      const int r2 = r + 2 < kRows ? r + 2 : r;
      const int r3 = r + 3 < kRows ? r + 3 : r;
      const __m512i all =
          _mm512_permutexvar_epi32(separate, narrower.to8(narrower.to16(sums[r][0], sums[r1][0]),
                                                          narrower.to16(sums[r2][0], sums[r3][0])));
      _mm_mask_storeu_epi8(output + r * stride, mask, _mm512_castsi512_si128(all));
      if (r1 != r) {
        _mm_mask_storeu_epi8(output + r1 * stride, mask, _mm512_extracti32x4_epi32(all, 1));
      }
      if (r2 != r) {
        _mm_mask_storeu_epi8(output + r2 * stride, mask, _mm512_extracti32x4_epi32(all, 2));
      }
      if (r3 != r) {
        _mm_mask_storeu_epi8(output + r3 * stride, mask, _mm512_extracti32x4_epi32(all, 3));
      }
    }
  }
}

// One block of output channels for a strip of `pixels` pixels.
template <int kVectors>
[[gnu::always_inline]] inline void conv2d_strip__avx512vnni(
    const Conv2d& op, const Conv2dLayout__avx512vnni& layout, const std::uint8_t* fields,
    std::int32_t pixels, const std::byte* block, std::int8_t* output, std::int32_t channels) {
  constexpr int kRows = kVectors == 4 ? 6 : 12;
  const std::ptrdiff_t field = layout.field_bytes();
  const std::ptrdiff_t stride = op.output.channels;
  std::int32_t p = 0;
  for (; p + kRows <= pixels; p += kRows) {
    conv2d_tile__avx512vnni<kRows, kVectors>(op, layout, fields + p * field, block,
                                             output + p * stride, channels);
  }
  if (p == pixels) {
    return;
  }
  // Strips are multiples of 12, so only the last can end up here: how many pixels it leaves over is
  // known from the shape, and one case remains when the shape is a constant.
  const std::int32_t total = op.output.height * op.output.width;
  if constexpr (kRows == 12) {
    if (total % 12 >= 6) {
      conv2d_tile__avx512vnni<6, kVectors>(op, layout, fields + p * field, block,
                                           output + p * stride, channels);
      p += 6;
    }
  }
  const std::uint8_t* rest = fields + p * field;
  std::int8_t* out = output + p * stride;
  switch (total % 6) {
    case 1:
      return conv2d_tile__avx512vnni<1, kVectors>(op, layout, rest, block, out, channels);
    case 2:
      return conv2d_tile__avx512vnni<2, kVectors>(op, layout, rest, block, out, channels);
    case 3:
      return conv2d_tile__avx512vnni<3, kVectors>(op, layout, rest, block, out, channels);
    case 4:
      return conv2d_tile__avx512vnni<4, kVectors>(op, layout, rest, block, out, channels);
    case 5:
      return conv2d_tile__avx512vnni<5, kVectors>(op, layout, rest, block, out, channels);
    default:
      return;
  }
}

// `packed` and `scratch` as conv2d_packed__avx512vnni.hpp says.
[[gnu::always_inline]] inline void conv2d_s8__avx512vnni(const Conv2d& op, const std::int8_t* input,
                                                         const std::byte* packed,
                                                         std::int8_t* output, std::byte* scratch) {
  const Conv2dLayout__avx512vnni layout(op);
  std::uint8_t* const fields = reinterpret_cast<std::uint8_t*>(scratch);
  const std::int32_t total = op.output.height * op.output.width;
  const std::int32_t full = op.output.channels / 64 * 4;  // vectors in blocks of 64 channels
  const std::int32_t fours = layout.vectors / 4 * 4;
  const std::int32_t rest = layout.vectors - fours;
  for (std::int32_t first = 0; first < total; first += layout.strip) {
    const std::int32_t pixels = total - first < layout.strip ? total - first : layout.strip;
    gather_fields__avx512vnni(op, layout, input, first, pixels, fields);
    std::int8_t* out = output + static_cast<std::ptrdiff_t>(first) * op.output.channels;
    for (std::int32_t v = 0; v < full; v += 4) {
      conv2d_strip__avx512vnni<4>(op, layout, fields, pixels, packed + layout.block_offset(v),
                                  out + v * 16, 64);
    }
    if (full < fours) {
      conv2d_strip__avx512vnni<4>(op, layout, fields, pixels, packed + layout.block_offset(full),
                                  out + full * 16, op.output.channels - full * 16);
    }
    if (rest >= 2) {
      conv2d_strip__avx512vnni<2>(op, layout, fields, pixels, packed + layout.block_offset(fours),
                                  out + fours * 16, op.output.channels - fours * 16);
    }
    if (rest % 2 == 1) {
      const std::int32_t last = layout.vectors - 1;
      conv2d_strip__avx512vnni<1>(op, layout, fields, pixels, packed + layout.block_offset(last),
                                  out + last * 16, op.output.channels - last * 16);
    }
  }
}

// The same with every shape a compile-time constant.
template <Conv2d kOp>
[[gnu::noinline]] void conv2d_s8__avx512vnni(const std::int8_t* input, const std::byte* packed,
                                             std::int8_t* output, std::byte* scratch) {
  conv2d_s8__avx512vnni(kOp, input, packed, output, scratch);
}

}  // namespace ocellus::kernels
