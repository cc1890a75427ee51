// DEPTHWISE_CONV_2D for AVX2: 16 channels at a time, two taps per VPMADDWD; depth multipliers on
// several input channels as the scalar kernel does.
#pragma once

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "runtime/kernels/band.hpp"
#include "runtime/kernels/depthwise_conv2d_s8__scalar.hpp"
#include "runtime/kernels/operators.hpp"
#include "runtime/kernels/packed__avx2.hpp"
#include "runtime/kernels/requantize__avx2.hpp"

namespace ocellus::kernels {

// One output pixel, one block of 16 channels. `taps`: for every tap the input pixel it reads.
[[gnu::always_inline]] inline void depthwise_conv2d_block__avx2(
    const DepthwiseConv2d& op, const DepthwiseConv2dLayout__avx2& layout,
    const std::int8_t* const* taps, std::ptrdiff_t offset, const std::byte* block,
    std::int8_t* output) {
  const bool one_input = op.input.channels == 1;
  const std::int32_t channels = static_cast<std::int32_t>(op.output.channels - offset);
  const __m256i zero = _mm256_set1_epi16(static_cast<short>(op.input_zero_point));
  const auto values = [&](std::int32_t tap) __attribute__((always_inline)) {
    if (one_input) {
      return _mm256_set1_epi16(static_cast<short>(*taps[tap] - op.input_zero_point));
    }
    return _mm256_sub_epi16(_mm256_cvtepi8_epi16(load_bytes__avx2(taps[tap] + offset, channels)),
                            zero);
  };
  __m256i low = _mm256_load_si256(reinterpret_cast<const __m256i*>(block));
  __m256i high = _mm256_load_si256(reinterpret_cast<const __m256i*>(block + 160));
  const __m256i* weights = reinterpret_cast<const __m256i*>(block + kParameterBytes__avx2);
#pragma GCC unroll 5
  for (std::int32_t p = 0; p < layout.pairs; ++p) {
    const __m256i a = values(2 * p);
    const __m256i b = values(2 * p + 1);
    low = _mm256_add_epi32(
        low, _mm256_madd_epi16(_mm256_unpacklo_epi16(a, b), _mm256_load_si256(weights + 2 * p)));
    high = _mm256_add_epi32(high, _mm256_madd_epi16(_mm256_unpackhi_epi16(a, b),
                                                    _mm256_load_si256(weights + 2 * p + 1)));
  }
  const bool negative = negative_matters__avx2(op.quantized);
  const Narrower__avx2 narrower{op.quantized};
  const __m256i wide =
      narrower.to16(Requantizer__avx2(block + 32).scale(low, op.requantize, negative),
                    Requantizer__avx2(block + 192).scale(high, op.requantize, negative));
  const __m256i narrow = _mm256_permute4x64_epi64(narrower.to8(wide, wide), 0xD8);
  store_bytes__avx2(output + offset, _mm256_castsi256_si128(narrow), channels);
}

[[gnu::always_inline]] inline void depthwise_conv2d_vectors__avx2(
    const DepthwiseConv2d& op, const DepthwiseConv2dLayout__avx2& layout, const std::int8_t* input,
    const std::byte* packed, std::int8_t* output, std::byte* scratch, Band band) {
  const RoundDown__avx2 round_down;
  const Window& window = op.window;
  const std::int8_t* const padding = reinterpret_cast<const std::int8_t*>(scratch);
  __builtin_memset(scratch, op.input_zero_point, layout.scratch_bytes);
  const std::int8_t* taps[DepthwiseConv2dLayout__avx2::kMostTaps + 1];
  output += static_cast<std::ptrdiff_t>(band.begin) * op.output.width * op.output.channels;
  for (std::int32_t y = band.begin; y < band.end; ++y) {
    for (std::int32_t x = 0; x < op.output.width; ++x) {
      std::int32_t count = 0;
      for (std::int32_t ky = 0; ky < window.height; ++ky) {
        const std::int32_t in_y = y * window.stride_y - window.pad_top + ky * window.dilation_y;
        const bool row = in_y >= 0 && in_y < op.input.height;
        for (std::int32_t kx = 0; kx < window.width; ++kx) {
          const std::int32_t in_x = x * window.stride_x - window.pad_left + kx * window.dilation_x;
          const bool inside = row && in_x >= 0 && in_x < op.input.width;
          taps[count++] =
              inside ? input + (static_cast<std::ptrdiff_t>(in_y) * op.input.width + in_x) *
                                   op.input.channels
                     : padding;
        }
      }
      if (count % 2 != 0) {
        taps[count] = padding;  // its weight is zero
      }
      for (std::int32_t b = 0; b < layout.blocks; ++b) {
        depthwise_conv2d_block__avx2(op, layout, taps, b * 16,
                                     packed + static_cast<std::size_t>(b) * layout.block_bytes(),
                                     output);
      }
      output += op.output.channels;
    }
  }
}

// `packed` and `scratch` as packed__avx2.hpp says.
[[gnu::always_inline]] inline void depthwise_conv2d_s8__avx2(const DepthwiseConv2d& op,
                                                             const std::int8_t* input,
                                                             const std::byte* packed,
                                                             std::int8_t* output,
                                                             std::byte* scratch, Band band) {
  const DepthwiseConv2dLayout__avx2 layout(op);
  if (layout.vectors) {
    depthwise_conv2d_vectors__avx2(op, layout, input, packed, output, scratch, band);
  } else {
    depthwise_conv2d_s8__scalar(op, input, packed, output, scratch, band);
  }
}

// The same with every shape a compile-time constant.
template <DepthwiseConv2d kOp>
[[gnu::noinline]] void depthwise_conv2d_s8__avx2(const std::int8_t* input, const std::byte* packed,
                                                 std::int8_t* output, std::byte* scratch) {
  depthwise_conv2d_s8__avx2(kOp, input, packed, output, scratch, whole(kOp));
}

// A band of it.
template <DepthwiseConv2d kOp>
[[gnu::noinline]] void depthwise_conv2d_s8__avx2(const std::int8_t* input, const std::byte* packed,
                                                 std::int8_t* output, std::byte* scratch,
                                                 Band band) {
  depthwise_conv2d_s8__avx2(kOp, input, packed, output, scratch, band);
}

}  // namespace ocellus::kernels
