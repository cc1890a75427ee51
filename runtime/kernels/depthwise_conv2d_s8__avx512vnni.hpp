// DEPTHWISE_CONV_2D for AVX512-VNNI: 3x3 windows column by column, other windows tap by tap, depth
// multipliers on several input channels as the scalar kernel does.
#pragma once

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "runtime/kernels/band.hpp"
#include "runtime/kernels/depthwise_conv2d_columns__avx512vnni.hpp"
#include "runtime/kernels/depthwise_conv2d_packed__avx512vnni.hpp"
#include "runtime/kernels/depthwise_conv2d_s8__scalar.hpp"
#include "runtime/kernels/operators.hpp"
#include "runtime/kernels/requantize__avx512vnni.hpp"

namespace ocellus::kernels {

// Any window, 16 output channels at a time.
[[gnu::always_inline]] inline void depthwise_conv2d_vectors__avx512vnni(
    const DepthwiseConv2d& op, const DepthwiseConv2dLayout__avx512vnni& layout,
    const std::int8_t* input, const std::byte* packed, std::int8_t* output, Band band) {
  constexpr int kParameters = DepthwiseConv2dLayout__avx512vnni::kParameterVectors;
  const Window& window = op.window;
  const bool one_input = op.input.channels == 1;
  const bool negative = negative_matters__avx512vnni(op.quantized);
  const Narrower__avx512vnni narrower{op.quantized};
  const __m512i zero_point = _mm512_set1_epi32(op.input_zero_point);
  const __m512i in_order = _mm512_setr_epi32(0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12);
  output += static_cast<std::ptrdiff_t>(band.begin) * op.output.width * op.output.channels;
  for (std::int32_t y = band.begin; y < band.end; ++y) {
    for (std::int32_t x = 0; x < op.output.width; ++x) {
      for (std::int32_t g = 0; g < layout.groups; ++g) {
        const std::byte* group =
            packed + static_cast<std::size_t>(g) * layout.vector_group_bytes(op);
        const std::int32_t left = op.output.channels - g * 16;
        const __mmask16 mask = _cvtu32_mask16(left >= 16 ? 0xFFFFU : (1U << left) - 1);
        const std::byte* weights = group + kParameters * 64;
        __m512i sum = _mm512_load_si512(group);
        for (std::int32_t ky = 0; ky < window.height; ++ky) {
          const std::int32_t in_y = y * window.stride_y - window.pad_top + ky * window.dilation_y;
          for (std::int32_t kx = 0; kx < window.width; ++kx, weights += 64) {
            const std::int32_t in_x =
                x * window.stride_x - window.pad_left + kx * window.dilation_x;
            if (in_y < 0 || in_y >= op.input.height || in_x < 0 || in_x >= op.input.width) {
              continue;
            }
            const std::int8_t* pixel =
                input +
                (static_cast<std::ptrdiff_t>(in_y) * op.input.width + in_x) * op.input.channels;
            const __m512i values =
                one_input ? _mm512_set1_epi32(*pixel)
                          : _mm512_cvtepi8_epi32(_mm_maskz_loadu_epi8(mask, pixel + g * 16));
            sum = _mm512_dpwssd_epi32(sum, _mm512_sub_epi32(values, zero_point),
                                      _mm512_load_si512(weights));
          }
        }
        const Requantizer__avx512vnni requantizer(group + 64);
        const __m512i scaled = requantizer.scale(sum, op.requantize, negative);
        const __m512i wide = narrower.to16(scaled, scaled);
        const __m512i narrow = _mm512_permutexvar_epi32(in_order, narrower.to8(wide, wide));
        _mm_mask_storeu_epi8(output + g * 16, mask, _mm512_castsi512_si128(narrow));
      }
      output += op.output.channels;
    }
  }
}

// `packed` and `scratch` as depthwise_conv2d_packed__avx512vnni.hpp says.
[[gnu::always_inline]] inline void depthwise_conv2d_s8__avx512vnni(const DepthwiseConv2d& op,
                                                                   const std::int8_t* input,
                                                                   const std::byte* packed,
                                                                   std::int8_t* output,
                                                                   std::byte* scratch, Band band) {
  using Way = DepthwiseConv2dLayout__avx512vnni::Way;
  const DepthwiseConv2dLayout__avx512vnni layout(op);
  switch (layout.way) {
    case Way::kColumns:
      return depthwise_conv2d_columns__avx512vnni(op, layout, input, packed, output, scratch, band);
    case Way::kVectors:
      return depthwise_conv2d_vectors__avx512vnni(op, layout, input, packed, output, band);
    case Way::kScalar:
      return depthwise_conv2d_s8__scalar(op, input, packed, output, scratch, band);
  }
}

// The same with every shape a compile-time constant.
template <DepthwiseConv2d kOp>
[[gnu::noinline]] void depthwise_conv2d_s8__avx512vnni(const std::int8_t* input,
                                                       const std::byte* packed, std::int8_t* output,
                                                       std::byte* scratch) {
  depthwise_conv2d_s8__avx512vnni(kOp, input, packed, output, scratch, whole(kOp));
}

// A band of it.
template <DepthwiseConv2d kOp>
[[gnu::noinline]] void depthwise_conv2d_s8__avx512vnni(const std::int8_t* input,
                                                       const std::byte* packed, std::int8_t* output,
                                                       std::byte* scratch, Band band) {
  depthwise_conv2d_s8__avx512vnni(kOp, input, packed, output, scratch, band);
}

}  // namespace ocellus::kernels
