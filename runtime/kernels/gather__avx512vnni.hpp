// Receptive fields, gathered for conv2d_s8__avx512vnni: one after another, each window row by row,
// as input + 128 (VPDPBUSD multiplies unsigned by signed), padding as the zero point.
#pragma once

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "runtime/kernels/conv2d_packed__avx512vnni.hpp"
#include "runtime/kernels/operators.hpp"

namespace ocellus::kernels {

[[gnu::always_inline]] inline __mmask64 first_bytes__avx512vnni(std::ptrdiff_t count) {
  return _cvtu64_mask64(count >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1);
}

// Writes exactly `bytes`.
[[gnu::always_inline]] inline void copy_unsigned__avx512vnni(std::uint8_t* to,
                                                             const std::int8_t* from,
                                                             std::ptrdiff_t bytes) {
  const __m512i flip = _mm512_set1_epi8(-128);
  std::ptrdiff_t i = 0;
  for (; i + 64 <= bytes; i += 64) {
    _mm512_storeu_si512(to + i, _mm512_xor_si512(flip, _mm512_loadu_si512(from + i)));
  }
  if (i < bytes) {
    const __mmask64 mask = first_bytes__avx512vnni(bytes - i);
    _mm512_mask_storeu_epi8(to + i, mask,
                            _mm512_xor_si512(flip, _mm512_maskz_loadu_epi8(mask, from + i)));
  }
}

[[gnu::always_inline]] inline void fill__avx512vnni(std::uint8_t* to, __m512i value,
                                                    std::ptrdiff_t bytes) {
  for (std::ptrdiff_t i = 0; i < bytes; i += 64) {
    _mm512_mask_storeu_epi8(to + i, first_bytes__avx512vnni(bytes - i), value);
  }
}

// One window row, of which the first column is input column `x`: window.width * channels bytes.
[[gnu::always_inline]] inline void gather_row__avx512vnni(const Conv2d& op, const std::int8_t* row,
                                                          std::int32_t x, __m512i padding,
                                                          std::uint8_t* to) {
  const std::ptrdiff_t channels = op.input.channels;
  if (op.window.dilation_x != 1) {
    for (std::int32_t k = 0; k < op.window.width; ++k) {
      const std::int32_t column = x + k * op.window.dilation_x;
      if (column < 0 || column >= op.input.width) {
        fill__avx512vnni(to + k * channels, padding, channels);
      } else {
        copy_unsigned__avx512vnni(to + k * channels, row + column * channels, channels);
      }
    }
    return;
  }
  if (x >= 0 && x + op.window.width <= op.input.width) {
    copy_unsigned__avx512vnni(to, row + x * channels, op.window.width * channels);
    return;
  }
  const std::int32_t begin = x < 0 ? -x : 0;
  const std::int32_t room = op.input.width - x;
  const std::int32_t end = room < op.window.width ? room : op.window.width;
  fill__avx512vnni(to, padding, op.window.width * channels);
  if (begin < end) {
    copy_unsigned__avx512vnni(to + begin * channels, row + (x + begin) * channels,
                              (end - begin) * channels);
  }
}

// The fields of `pixels` output pixels from number `first` (row by row) on.
[[gnu::always_inline]] inline void gather_fields__avx512vnni(
    const Conv2d& op, const Conv2dLayout__avx512vnni& layout, const std::int8_t* input,
    std::int32_t first, std::int32_t pixels, std::uint8_t* fields) {
  const Window& window = op.window;
  const std::ptrdiff_t channels = op.input.channels;
  const bool pointwise = window.height == 1 && window.width == 1 && window.stride_y == 1 &&
                         window.stride_x == 1 && op.input.width == op.output.width &&
                         op.input.height >= op.output.height && window.pad_top == 0 &&
                         window.pad_left == 0;
  if (pointwise && channels % 4 == 0) {
    copy_unsigned__avx512vnni(fields, input + first * channels, pixels * channels);
    return;
  }
  const __m512i padding = _mm512_set1_epi8(static_cast<char>(op.input_zero_point ^ -128));
  std::int32_t y = first / op.output.width;
  std::int32_t x = first % op.output.width;
  for (std::int32_t p = 0; p < pixels; ++p) {
    std::uint8_t* to = fields + static_cast<std::ptrdiff_t>(p) * layout.field_bytes();
    for (std::int32_t k = 0; k < window.height; ++k) {
      const std::int32_t in_y = y * window.stride_y - window.pad_top + k * window.dilation_y;
      if (in_y < 0 || in_y >= op.input.height) {
        fill__avx512vnni(to, padding, window.width * channels);
      } else {
        gather_row__avx512vnni(
            op, input + static_cast<std::ptrdiff_t>(in_y) * op.input.width * channels,
            x * window.stride_x - window.pad_left, padding, to);
      }
      to += window.width * channels;
    }
    // The depths that only round up to four have zero weights, but must hold something defined.
    for (std::int32_t i = layout.depth; i < layout.field_bytes(); ++i) {
      *to++ = 0;
    }
    if (++x == op.output.width) {
      x = 0;
      ++y;
    }
  }
}

}  // namespace ocellus::kernels
