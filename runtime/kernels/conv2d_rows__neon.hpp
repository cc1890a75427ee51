// CONV_2D as a matrix product, whatever the ISA: one row of the left matrix per output pixel, a few
// rows at a time.
#pragma once

#include <arm_neon.h>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "runtime/kernels/operators.hpp"
#include "runtime/kernels/packed__neon.hpp"

namespace ocellus::kernels {

// What the matrix product of a few rows needs to know.
struct Product__neon {
  const std::byte* blocks;
  std::int32_t depth;
  std::int32_t channels;  // of the output
  Output quantized;
};

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
  const std::int32_t in_x = x * window.stride_x - window.pad_left;
  for (std::int32_t ky = 0; ky < window.height; ++ky) {
    const std::int32_t in_y = y * window.stride_y - window.pad_top + ky * window.dilation_y;
    if (in_y < 0 || in_y >= op.input.height) {
      row = fill_bytes__neon(row, padding, window.width * channels);
      continue;
    }
    const std::int8_t* line = input + static_cast<std::ptrdiff_t>(in_y) * op.input.width * channels;
    if (window.dilation_x == 1 && in_x >= 0 && in_x + window.width <= op.input.width) {
      row = copy_bytes__neon(row, line + static_cast<std::ptrdiff_t>(in_x) * channels,
                             window.width * channels);
      continue;
    }
    for (std::int32_t kx = 0; kx < window.width; ++kx) {
      const std::int32_t column = in_x + kx * window.dilation_x;
      row = column < 0 || column >= op.input.width
                ? fill_bytes__neon(row, padding, channels)
                : copy_bytes__neon(row, line + static_cast<std::ptrdiff_t>(column) * channels,
                                   channels);
    }
  }
}

// Calls multiply(count, rows, output) for every output pixel, `count` of them at a time: a power of
// two up to Layout::kPixels. Each of `rows` has conv2d_depth__neon bytes.
template <typename Layout, typename Multiply>
[[gnu::always_inline]] inline void for_rows__neon(const Conv2d& op, const std::int8_t* input,
                                                  std::int8_t* output, std::byte* scratch,
                                                  const Multiply& multiply) {
  const Window& window = op.window;
  const bool in_place = conv2d_in_place__neon<Layout>(op);
  const std::int32_t row_bytes = conv2d_row_bytes__neon<Layout>(op);
  std::int8_t* const gathered = reinterpret_cast<std::int8_t*>(scratch);
  if (!in_place) {
    const std::int32_t depth = window.height * window.width * op.input.channels;
    for (std::int32_t i = 0; i < Layout::kPixels; ++i) {
      std::memset(gathered + i * row_bytes + depth, 0, static_cast<std::size_t>(row_bytes - depth));
    }
  }
  std::int32_t y = 0;
  std::int32_t x = 0;
  for (std::int32_t left = op.output.height * op.output.width; left > 0;) {
    const std::int32_t count =
        left >= Layout::kPixels
            ? Layout::kPixels
            : static_cast<std::int32_t>(std::bit_floor(static_cast<std::uint32_t>(left)));
    const std::int8_t* rows[Layout::kPixels];
    for (std::int32_t i = 0; i < count; ++i) {
      if (in_place) {
        rows[i] = input + (static_cast<std::ptrdiff_t>(y * window.stride_y) * op.input.width +
                           x * window.stride_x) *
                              op.input.channels;
      } else {
        rows[i] = gathered + i * row_bytes;
        gather_row__neon(op, input, y, x, gathered + i * row_bytes);
      }
      if (++x == op.output.width) {
        x = 0;
        ++y;
      }
    }
    multiply(count, rows, output);
    output += static_cast<std::ptrdiff_t>(count) * op.output.channels;
    left -= count;
  }
}

}  // namespace ocellus::kernels
