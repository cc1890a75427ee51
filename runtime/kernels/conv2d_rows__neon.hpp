// CONV_2D as a matrix product, whatever the ISA: one row of the left matrix per output pixel, a few
// rows at a time.
#pragma once

#include <arm_neon.h>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "runtime/kernels/band.hpp"
#include "runtime/kernels/operators.hpp"
#include "runtime/kernels/packed__neon.hpp"

namespace ocellus::kernels {

// What the matrix product needs to know.
struct Product__neon {
  const std::byte* blocks;
  std::int32_t depth;
  std::int32_t row_bytes;  // from one row to the next
  std::int32_t channels;   // of the output, at least 8
  Output quantized;
};

// Copies a row of at most a few channels or pixels; memcpy would cost more than that.
[[gnu::always_inline]] inline std::int8_t* copy_bytes__neon(std::int8_t* to,
                                                            const std::int8_t* from,
                                                            std::int32_t count) {
  for (; count >= 16; count -= 16, to += 16, from += 16) {
    vst1q_s8(to, vld1q_s8(from));
  }
  if (count >= 8) {
    vst1_s8(to, vld1_s8(from));
    count -= 8, to += 8, from += 8;
  }
  for (; count > 0; --count) {
    *to++ = *from++;
  }
  return to;
}

[[gnu::always_inline]] inline std::int8_t* fill_bytes__neon(std::int8_t* to, std::int32_t value,
                                                            std::int32_t count) {
  std::memset(to, value, static_cast<std::size_t>(count));
  return to + count;
}

// Copies what lies under the window of output pixel (y, x) into `row`, padding included.
[[gnu::always_inline]] inline void gather_row__neon(const Conv2d& op, const std::int8_t* input,
                                                    std::int32_t y, std::int32_t x,
                                                    std::int8_t* row) {
  const Window& window = op.window;
  const std::int32_t channels = op.input.channels;
  const std::int32_t padding = op.input_zero_point;
  const std::ptrdiff_t line_bytes = static_cast<std::ptrdiff_t>(op.input.width) * channels;
  const std::int32_t in_x = x * window.stride_x - window.pad_left;
  const std::int32_t top = y * window.stride_y - window.pad_top;
  const std::int32_t bottom = top + (window.height - 1) * window.dilation_y;
  if (window.dilation_x == 1 && top >= 0 && in_x >= 0 && bottom < op.input.height &&
      in_x + window.width <= op.input.width) {
    const std::int32_t bytes = window.width * channels;
    const std::int8_t* line =
        input + top * line_bytes + static_cast<std::ptrdiff_t>(in_x) * channels;
    // Sixteen bytes at a time, where that does not reach past the end of the input: what is too
    // much in the row is overwritten by the next line, or meets weights of zero.
    if (bottom * line_bytes + static_cast<std::ptrdiff_t>(in_x) * channels +
            round_up__neon(bytes, 16) <=
        op.input.height * line_bytes) {
      for (std::int32_t ky = 0; ky < window.height; ++ky) {
        for (std::int32_t i = 0; i < bytes; i += 16) {
          vst1q_s8(row + i, vld1q_s8(line + i));
        }
        row += bytes;
        line += window.dilation_y * line_bytes;
      }
      return;
    }
  }
  for (std::int32_t ky = 0; ky < window.height; ++ky) {
    const std::int32_t in_y = top + ky * window.dilation_y;
    if (in_y < 0 || in_y >= op.input.height) {
      row = fill_bytes__neon(row, padding, window.width * channels);
      continue;
    }
    const std::int8_t* line = input + in_y * line_bytes;
    for (std::int32_t kx = 0; kx < window.width; ++kx) {
      const std::int32_t column = in_x + kx * window.dilation_x;
      row = column < 0 || column >= op.input.width
                ? fill_bytes__neon(row, padding, channels)
                : copy_bytes__neon(row, line + static_cast<std::ptrdiff_t>(column) * channels,
                                   channels);
    }
  }
}

// Calls multiply(product, count, rows, output, strips) for all output pixels of `band`: `strips`
// times `count` of them, where count is a power of two up to Layout::kPixels. Rows have
// conv2d_depth__neon bytes; there are at least 8 output channels.
template <typename Layout, typename Multiply>
[[gnu::always_inline]] inline void for_rows__neon(const Conv2d& op, const std::int8_t* input,
                                                  const std::byte* packed, std::int8_t* output,
                                                  std::byte* scratch, Band band,
                                                  const Multiply& multiply) {
  constexpr std::int32_t kPixels = Layout::kPixels;
  const bool in_place = conv2d_in_place__neon<Layout>(op);
  const std::int32_t channels = op.output.channels;
  const std::int32_t pixels = band.end;
  Product__neon product = {packed + kHeaderBytes__neon, conv2d_depth__neon<Layout>(op),
                           in_place ? op.input.channels : conv2d_row_bytes__neon<Layout>(op),
                           channels, op.quantized};
  if (in_place && channels >= kBlockWidth__neon) {
    for (std::int32_t first = band.begin, count = kPixels; count > 0; count /= 2) {
      const std::int32_t strips = (pixels - first) / count;
      if (strips > 0) {
        multiply(product, count, input + static_cast<std::ptrdiff_t>(first) * product.row_bytes,
                 output + static_cast<std::ptrdiff_t>(first) * channels, strips);
        first += strips * count;
      }
    }
    return;
  }
  std::int8_t* const gathered = reinterpret_cast<std::int8_t*>(scratch);
  if (!in_place) {
    std::memset(gathered, 0, static_cast<std::size_t>(kPixels * product.row_bytes));
  }
  std::int8_t whole_blocks[kPixels * kBlockWidth__neon];
  product.channels = channels < kBlockWidth__neon ? kBlockWidth__neon : channels;
  output += static_cast<std::ptrdiff_t>(band.begin) * channels;
  std::int32_t y = band.begin / op.output.width;
  std::int32_t x = band.begin % op.output.width;
  for (std::int32_t first = band.begin; first < pixels;) {
    const std::int32_t left = pixels - first;
    const std::int32_t count =
        left >= kPixels
            ? kPixels
            : static_cast<std::int32_t>(std::bit_floor(static_cast<std::uint32_t>(left)));
    const std::int8_t* rows = input + static_cast<std::ptrdiff_t>(first) * product.row_bytes;
    if (!in_place) {
      rows = gathered;
      for (std::int32_t i = 0; i < count; ++i) {
        gather_row__neon(op, input, y, x, gathered + i * product.row_bytes);
        if (++x == op.output.width) {
          x = 0;
          ++y;
        }
      }
    }
    if (channels >= kBlockWidth__neon) {
      multiply(product, count, rows, output, 1);
      output += static_cast<std::ptrdiff_t>(count) * channels;
    } else {
      multiply(product, count, rows, whole_blocks, 1);
      for (std::int32_t i = 0; i < count; ++i) {
        output = copy_bytes__neon(output, whole_blocks + i * kBlockWidth__neon, channels);
      }
    }
    first += count;
  }
}

}  // namespace ocellus::kernels
