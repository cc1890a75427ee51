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

// Multiplies `strips` times some rows by all weights.
using ProductFunction__neon = void (*)(const Product__neon& product, const std::int8_t* rows,
                                       std::int8_t* output, std::int32_t strips);

// Loads two vectors and moves on to what follows them. Compilers do not find this instruction
// themselves.
[[gnu::always_inline]] inline void load_pair__neon(const std::int8_t*& at, int8x16_t& first,
                                                   int8x16_t& second) {
  asm("ldp %q0, %q1, [%2], #32"
      : "=w"(first), "=w"(second), "+r"(at)
      : "m"(*reinterpret_cast<const std::int8_t(*)[32]>(at)));
}

// Loads four vectors and moves on.
[[gnu::always_inline]] inline int8x16x4_t load_four__neon(const std::int8_t*& at) {
  const int8x16x4_t four = vld1q_s8_x4(at);
  at += 64;
  asm("" : "+r"(at));  // or else GCC adds apart from the load
  return four;
}

// Eight bytes in both halves of a vector.
[[gnu::always_inline]] inline int8x16_t load_twice__neon(const std::int8_t* at) {
  return vreinterpretq_s8_s64(vld1q_dup_s64(reinterpret_cast<const std::int64_t*>(at)));
}

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

// Output pixels of one row, from `begin` to before `end`.
struct Columns__neon {
  std::int32_t begin;
  std::int32_t end;

  [[gnu::always_inline]] bool has(std::int32_t x) const { return begin <= x && x < end; }
};

// Those of output row `y` whose windows gather_inside_rows__neon may copy: all of the window inside
// the input, and its last line far enough from the input's end.
[[gnu::always_inline]] inline Columns__neon columns_inside__neon(const Conv2d& op, std::int32_t y) {
  const Window& window = op.window;
  const std::int32_t top = y * window.stride_y - window.pad_top;
  const std::int32_t bottom = top + (window.height - 1) * window.dilation_y;
  if (window.dilation_x != 1 || top < 0 || bottom >= op.input.height) return {0, 0};
  // What the first column of a window may be at most.
  const std::int32_t lines_left = op.input.height - bottom;
  const std::int32_t bytes = round_up__neon(window.width * op.input.channels, 16);
  const std::int32_t to_the_end =
      lines_left * op.input.width - (bytes + op.input.channels - 1) / op.input.channels;
  const std::int32_t inside = op.input.width - window.width;
  const std::int32_t last = inside < to_the_end ? inside : to_the_end;
  if (last < 0) return {0, 0};
  return {(window.pad_left + window.stride_x - 1) / window.stride_x,
          (last + window.pad_left) / window.stride_x + 1};
}

// gather_row__neon for `count` of those from column x on, `row_bytes` apart: sixteen bytes at a
// time. What is too much in a row is overwritten by the next line, or meets weights of zero.
[[gnu::always_inline]] inline void gather_inside_rows__neon(const Conv2d& op,
                                                            const std::int8_t* input,
                                                            std::int32_t y, std::int32_t x,
                                                            std::int32_t count, std::int8_t* rows,
                                                            std::int32_t row_bytes) {
  const Window& window = op.window;
  const std::ptrdiff_t channels = op.input.channels;
  const std::int32_t bytes = window.width * op.input.channels;
  const std::ptrdiff_t line_bytes = op.input.width * channels;
  const std::int8_t* lines = input + (y * window.stride_y - window.pad_top) * line_bytes +
                             (x * window.stride_x - window.pad_left) * channels;
  for (; count > 0; --count) {
    const std::int8_t* line = lines;
    std::int8_t* row = rows;
#pragma GCC unroll 3
    for (std::int32_t ky = 0; ky < window.height; ++ky) {
      for (std::int32_t i = 0; i < bytes; i += 16) {
        vst1q_s8(row + i, vld1q_s8(line + i));
      }
      row += bytes;
      line += window.dilation_y * line_bytes;
    }
    lines += window.stride_x * channels;
    rows += row_bytes;
  }
}

// Multiplies for all output pixels of `band`. function(count) is what does so for strips of `count`
// pixels, a power of two up to Layout::kPixels. Rows have conv2d_depth__neon bytes; there are at
// least 8 output channels.
template <typename Layout, typename Function>
[[gnu::always_inline]] inline void for_rows__neon(const Conv2d& op, const std::int8_t* input,
                                                  const std::byte* packed, std::int8_t* output,
                                                  std::byte* scratch, Band band,
                                                  const Function& function) {
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
        function(count)(product, input + static_cast<std::ptrdiff_t>(first) * product.row_bytes,
                        output + static_cast<std::ptrdiff_t>(first) * channels, strips);
        first += strips * count;
      }
    }
    return;
  }
  std::int8_t* const gathered = reinterpret_cast<std::int8_t*>(scratch);
  if (!in_place) {
    std::memset(gathered, 0, conv2d_gathered_bytes__neon<Layout>(op));
  }
  std::int8_t whole_blocks[kMostGatheredStrips__neon * kPixels * kBlockWidth__neon];
  product.channels = channels < kBlockWidth__neon ? kBlockWidth__neon : channels;
  output += static_cast<std::ptrdiff_t>(band.begin) * channels;
  std::int32_t y = band.begin / op.output.width;
  std::int32_t x = band.begin % op.output.width;
  Columns__neon inside = columns_inside__neon(op, y);
  const std::int32_t most_strips = conv2d_gathered_strips__neon<Layout>(op);
  for (std::int32_t first = band.begin; first < pixels;) {
    const std::int32_t left = pixels - first;
    const std::int32_t count =
        left >= kPixels
            ? kPixels
            : static_cast<std::int32_t>(std::bit_floor(static_cast<std::uint32_t>(left)));
    const std::int32_t strips = left / count < most_strips ? left / count : most_strips;
    const std::int32_t together = strips * count;
    const std::int8_t* rows = input + static_cast<std::ptrdiff_t>(first) * product.row_bytes;
    if (!in_place) {
      rows = gathered;
      for (std::int32_t i = 0; i < together;) {
        std::int8_t* const row = gathered + i * product.row_bytes;
        std::int32_t run = 1;
        if (inside.has(x)) {
          run = together - i < inside.end - x ? together - i : inside.end - x;
          gather_inside_rows__neon(op, input, y, x, run, row, product.row_bytes);
        } else {
          gather_row__neon(op, input, y, x, row);
        }
        i += run;
        x += run;
        if (x == op.output.width) {
          x = 0;
          ++y;
          inside = columns_inside__neon(op, y);
        }
      }
    }
    if (channels >= kBlockWidth__neon) {
      function(count)(product, rows, output, strips);
      output += static_cast<std::ptrdiff_t>(together) * channels;
    } else {
      function(count)(product, rows, whole_blocks, strips);
      for (std::int32_t i = 0; i < together; ++i) {
        output = copy_bytes__neon(output, whole_blocks + i * kBlockWidth__neon, channels);
      }
    }
    first += together;
  }
}

}  // namespace ocellus::kernels
