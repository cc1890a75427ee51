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

// What a copy may write behind its bytes.
enum class Behind__avx512vnni : std::uint8_t { kNothing, kUpTo63 };

// Reads exactly `bytes`. Writing more is cheaper, and right where what comes behind is written
// next.
template <Behind__avx512vnni kBehind = Behind__avx512vnni::kUpTo63>
[[gnu::always_inline]] inline void copy_unsigned__avx512vnni(std::uint8_t* to,
                                                             const std::int8_t* from,
                                                             std::ptrdiff_t bytes) {
  const __m512i flip = _mm512_set1_epi8(-128);
  if (bytes <= 16) {
    const __mmask16 mask = static_cast<__mmask16>((1U << bytes) - 1);
    const __m128i copy =
        _mm_xor_si128(_mm512_castsi512_si128(flip), _mm_maskz_loadu_epi8(mask, from));
    if constexpr (kBehind == Behind__avx512vnni::kNothing) {
      _mm_mask_storeu_epi8(to, mask, copy);
    } else {
      _mm_storeu_si128(reinterpret_cast<__m128i*>(to), copy);
    }
    return;
  }
  if (bytes <= 32) {
    const __mmask32 mask = _cvtu32_mask32(~0U >> (32 - bytes));
    const __m256i copy =
        _mm256_xor_si256(_mm512_castsi512_si256(flip), _mm256_maskz_loadu_epi8(mask, from));
    if constexpr (kBehind == Behind__avx512vnni::kNothing) {
      _mm256_mask_storeu_epi8(to, mask, copy);
    } else {
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), copy);
    }
    return;
  }
  std::ptrdiff_t i = 0;
  for (; i + 64 <= bytes; i += 64) {
    _mm512_storeu_si512(to + i, _mm512_xor_si512(flip, _mm512_loadu_si512(from + i)));
  }
  if (i < bytes) {
    const __mmask64 mask = first_bytes__avx512vnni(bytes - i);
    const __m512i copy = _mm512_xor_si512(flip, _mm512_maskz_loadu_epi8(mask, from + i));
    _mm512_mask_storeu_epi8(
        to + i, kBehind == Behind__avx512vnni::kNothing ? mask : first_bytes__avx512vnni(64), copy);
  }
}

// Writes `bytes`, and up to 63 more.
[[gnu::always_inline]] inline void fill__avx512vnni(std::uint8_t* to, __m512i value,
                                                    std::ptrdiff_t bytes) {
  for (std::ptrdiff_t i = 0; i < bytes; i += 64) {
    _mm512_storeu_si512(to + i, value);
  }
}

// One window row, of which the first column is input column `x`: window.width * channels bytes.
[[gnu::always_inline]] inline void gather_row__avx512vnni(const Conv2d& op, const std::int8_t* row,
                                                          std::int32_t x, __m512i padding,
                                                          std::uint8_t* to) {
  const std::ptrdiff_t channels = op.input.channels;
  if (op.window.dilation_x == 1) {
    const std::int32_t begin = x < 0 ? -x : 0;
    const std::int32_t room = op.input.width - x;
    const std::int32_t end = room < op.window.width ? room : op.window.width;
    fill__avx512vnni(to, padding, op.window.width * channels);
    if (begin < end) {
      copy_unsigned__avx512vnni<Behind__avx512vnni::kNothing>(
          to + begin * channels, row + (x + begin) * channels, (end - begin) * channels);
    }
    return;
  }
  for (std::int32_t k = 0; k < op.window.width; ++k) {
    const std::int32_t column = x + k * op.window.dilation_x;
    if (column < 0 || column >= op.input.width) {
      fill__avx512vnni(to + k * channels, padding, channels);
    } else {
      copy_unsigned__avx512vnni(to + k * channels, row + column * channels, channels);
    }
  }
}

// The output columns whose windows are unbroken rows inside the input.
struct Columns__avx512vnni {
  std::int32_t begin = 0;
  std::int32_t end = 0;

  [[gnu::always_inline]] constexpr explicit Columns__avx512vnni(const Conv2d& op) {
    const std::int32_t last = op.input.width + op.window.pad_left - op.window.width;
    if (op.window.dilation_x == 1 && last >= 0) {
      begin = (op.window.pad_left + op.window.stride_x - 1) / op.window.stride_x;
      end = last / op.window.stride_x + 1;
      end = end < op.output.width ? end : op.output.width;
    }
  }
};

// One window row of neighbouring pixels that lies inside the input. `to`: the first one's.
template <Behind__avx512vnni kBehind>
[[gnu::always_inline]] inline void gather_run__avx512vnni(const Conv2d& op, std::int32_t pixels,
                                                          std::ptrdiff_t field_bytes,
                                                          const std::int8_t* from,
                                                          std::uint8_t* to) {
  const std::ptrdiff_t channels = op.input.channels;
  for (std::int32_t p = 0; p < pixels; ++p) {
    copy_unsigned__avx512vnni<kBehind>(to, from, op.window.width * channels);
    to += field_bytes;
    from += op.window.stride_x * channels;
  }
}

// The fields of `pixels` output pixels from number `first` (row by row) on. The depths that only
// round a field up to four have zero weights, whatever they hold.
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
  const std::ptrdiff_t row_bytes = window.width * channels;
  const std::ptrdiff_t row_step = window.dilation_y * op.input.width * channels;
  const std::int32_t last_row = (window.height - 1) * window.dilation_y;
  const Columns__avx512vnni inside(op);
  std::int32_t out_y = first / op.output.width;
  std::int32_t out_x = first % op.output.width;
  while (pixels > 0) {
    const std::int32_t y = out_y * window.stride_y - window.pad_top;
    const std::int32_t x = out_x * window.stride_x - window.pad_left;
    const std::int8_t* row = input + static_cast<std::ptrdiff_t>(y) * op.input.width * channels;
    std::int32_t run = 1;
    if (y >= 0 && y + last_row < op.input.height && out_x >= inside.begin && out_x < inside.end) {
      run = inside.end - out_x < pixels ? inside.end - out_x : pixels;
      for (std::int32_t k = 0; k < window.height; ++k) {
        // What a vector writes behind a row is within the next one, which is written later, except
        // where rows are less than half a vector.
        if (row_bytes >= 8 && k < window.height - 1) {
          gather_run__avx512vnni<Behind__avx512vnni::kUpTo63>(
              op, run, layout.field_bytes(), row + x * channels, fields + k * row_bytes);
        } else {
          gather_run__avx512vnni<Behind__avx512vnni::kNothing>(
              op, run, layout.field_bytes(), row + x * channels, fields + k * row_bytes);
        }
        row += row_step;
      }
    } else {
      std::uint8_t* to = fields;
      for (std::int32_t k = 0; k < window.height; ++k) {
        const std::int32_t in_y = y + k * window.dilation_y;
        if (in_y < 0 || in_y >= op.input.height) {
          fill__avx512vnni(to, padding, row_bytes);
        } else {
          gather_row__avx512vnni(op, row, x, padding, to);
        }
        to += row_bytes;
        row += row_step;
      }
    }
    pixels -= run;
    fields += run * layout.field_bytes();
    out_x += run;
    if (out_x == op.output.width) {
      out_x = 0;
      ++out_y;
    }
  }
}

}  // namespace ocellus::kernels
