// What the kernels for 3x3 depthwise windows share: how one walks along a row of output pixels,
// eight channels at a time.
#pragma once

#include <cstddef>
#include <cstdint>

#include "runtime/kernels/band.hpp"
#include "runtime/kernels/operators.hpp"
#include "runtime/kernels/packed__neon.hpp"

namespace ocellus::kernels {

// Rows of output pixels of 8 channels: one, or as many as a kernel computes together, several
// times.
struct DepthwiseRow__neon {
  const std::byte* block;       // of these channels
  const std::int8_t* input[4];  // first pixel of each input row, at these channels; a row outside
                                // the input has the address of one inside
  bool inside[4];
  std::int8_t* output;
  std::int32_t pixel_bytes;   // from one pixel to the next, in the input and in the output
  std::ptrdiff_t row_bytes;   // from one row of the output to the next
  std::int32_t times;         // 1 where a row is outside
  std::ptrdiff_t input_step;  // bytes from one time to the next
  std::ptrdiff_t output_step;
  std::int32_t input_width;
  std::int32_t output_width;
  std::int32_t pad_left;
  std::int32_t padding;  // the input's zero point
  Output quantized;
};

using DepthwiseRowFunction__neon = void (*)(const DepthwiseRow__neon& row);

// Calls emit(first, second, third, to) for every pixel of the output row at `output`, with the
// three columns of its window. load(bytes) gives the column at so many bytes from the start of the
// row; `outside` is a column of padding. The columns stay in registers while the window moves over
// them.
template <int kStride, typename Column, typename Load, typename Emit>
[[gnu::always_inline]] inline void slide__neon(const DepthwiseRow__neon& row, std::int8_t* output,
                                               Column outside, const Load& load, const Emit& emit) {
  const std::ptrdiff_t step = row.pixel_bytes;
  const std::int32_t width = row.input_width;
  const auto column = [&](std::int32_t x) {
    return x < 0 || x >= width ? outside : load(x * step);
  };
  std::int32_t left = row.output_width;
  std::int32_t x = -row.pad_left;  // the column of the window's first
  Column a = column(x);
  if constexpr (kStride == 1) {
    Column b = column(x + 1);
    // Until the window is inside, and then three pixels at a time, so that no column has to move.
    for (; left > 0 && x + 2 < 0; --left, ++x, output += step) {
      emit(a, b, outside, output);
      a = b;
      b = column(x + 2);
    }
    std::ptrdiff_t at = (x + 2) * step;
    for (; left >= 3 && x + 4 < width; left -= 3, x += 3) {
      const Column c = load(at);
      emit(a, b, c, output);
      a = load(at + step);
      emit(b, c, a, output + step);
      b = load(at + 2 * step);
      emit(c, a, b, output + 2 * step);
      at += 3 * step;
      output += 3 * step;
    }
    for (; left > 0; --left, ++x, output += step) {
      const Column c = column(x + 2);
      emit(a, b, c, output);
      a = b;
      b = c;
    }
  } else {
    for (; left > 0 && x + 1 < 0; --left, x += 2, output += step) {
      const Column c = column(x + 2);
      emit(a, outside, c, output);
      a = c;
    }
    std::ptrdiff_t at = (x + 1) * step;
    for (; left >= 2 && x + 4 < width; left -= 2, x += 4) {
      const Column c = load(at + step);
      emit(a, load(at), c, output);
      a = load(at + 3 * step);
      emit(c, load(at + 2 * step), a, output + step);
      at += 4 * step;
      output += 2 * step;
    }
    for (; left > 0; --left, x += 2, output += step) {
      const Column c = column(x + 2);
      emit(a, column(x + 1), c, output);
      a = c;
    }
  }
}

// How many output rows one call makes at most, inside the input: what it reads of them, a line of
// the cache for each pixel, should stay there for the channels beside, which lie in the same lines.
[[gnu::always_inline]] constexpr std::int32_t depthwise_rows_at_once__neon(
    const DepthwiseConv2d& op) {
  constexpr std::int32_t kCacheBytes = 24 << 10;  // of 32 KiB
  constexpr std::int32_t kLineBytes = 64;
  const std::int32_t lines = kCacheBytes / (op.input.width * kLineBytes);
  return (lines - 3) / op.window.stride_y + 1;
}

// Calls run(row, rows, inside) for all rows of `band`: `rows` is how many output rows to compute
// together, kRows, and 1 for what is left over; `inside`, whether all input rows they need exist.
template <int kRows, typename Run>
[[gnu::always_inline]] inline void for_3x3_rows__neon(const DepthwiseConv2d& op,
                                                      const std::int8_t* input,
                                                      const std::byte* packed, std::int8_t* output,
                                                      Band band, const Run& run) {
  const std::int32_t channels = op.output.channels;
  const std::int32_t stride = op.window.stride_y;
  const std::ptrdiff_t input_row_bytes = static_cast<std::ptrdiff_t>(op.input.width) * channels;
  DepthwiseRow__neon row;
  row.pixel_bytes = channels;
  row.row_bytes = static_cast<std::ptrdiff_t>(op.output.width) * channels;
  row.input_step = kRows * stride * input_row_bytes;
  row.output_step = kRows * row.row_bytes;
  row.input_width = op.input.width;
  row.output_width = op.output.width;
  row.pad_left = op.window.pad_left;
  row.padding = op.input_zero_point;
  row.quantized = op.quantized;
  const std::int32_t at_once = depthwise_rows_at_once__neon(op);
  for (std::int32_t y = band.begin; y < band.end;) {
    const std::int32_t rows = band.end - y >= kRows ? kRows : 1;
    const std::int32_t top = y * stride - op.window.pad_top;
    const std::int8_t* first[4];
    for (std::int32_t i = 0; i < 4; ++i) {
      row.inside[i] = top + i >= 0 && top + i < op.input.height;
      first[i] = input + (row.inside[i] ? top + i : 0) * input_row_bytes;
    }
    const std::int32_t lines = (rows - 1) * stride + 3;
    const bool inside = top >= 0 && top + lines <= op.input.height;
    row.times = 1;
    if (inside && rows == kRows) {
      // As long as the rows are inside the band, the input and the cache.
      const std::int32_t of_band = (band.end - y) / kRows;
      const std::int32_t of_input = (op.input.height - top - lines) / (kRows * stride) + 1;
      const std::int32_t of_cache = at_once / kRows;
      row.times = of_band < of_input ? of_band : of_input;
      row.times = row.times < of_cache ? row.times : of_cache < 1 ? 1 : of_cache;
    }
    row.block = packed + kHeaderBytes__neon;
    for (std::int32_t b = 0; b < block_count__neon(channels); ++b) {
      const std::int32_t start = block_start__neon(b, channels);
      for (std::int32_t i = 0; i < 4; ++i) {
        row.input[i] = first[i] + start;
      }
      row.output = output + y * row.row_bytes + start;
      run(row, rows, inside);
      row.block += depthwise_block_bytes__neon(op);
    }
    y += rows * row.times;
  }
}

}  // namespace ocellus::kernels
