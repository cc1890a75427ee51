// DEPTHWISE_CONV_2D with one output per input channel, for any window and any instruction set with
// an instruction that multiplies and adds up kTaps neighbours in every 32-bit lane.
//
// The neighbours are taps of one window column: kTaps input rows are interleaved, channel by
// channel, into a plane of lanes, once for all windows that read them: for the neighbouring pixels
// of a row, and for as many output rows as fit the planes (a pass). A window that begins lower in
// the planes has its weights shifted by as many rows. What is multiplied are then vectors of 16
// channels, several pixels at a time, their weights and parameters loaded once.
//
// `Vectors` is the instruction set: see depthwise_conv2d_s8__avx512vnni.hpp for what it must have.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include "runtime/kernels/band.hpp"
#include "runtime/kernels/depthwise_columns_layout.hpp"
#include "runtime/kernels/operators.hpp"

namespace ocellus::kernels {

template <typename Vectors>
struct DepthwiseColumns {
  using Layout = typename Vectors::Layout;

  // Copies, which the compiler keeps in registers or knows, unlike what references refer to.
  DepthwiseConv2d op;
  Layout layout;
  std::int8_t* padding;  // a row of it
  std::byte* shifted;    // weights
  std::byte* planes;

  // Weights of a block for the output rows of a pass behind the first.
  [[gnu::always_inline]] void shift(const std::byte* weights, std::byte* to) const {
    for (std::int32_t row = 1; row < layout.rows; ++row) {
      for (std::int32_t v = 0; v < layout.tap_bytes; v += 64) {
        const bool first = v / 64 % layout.planes == 0;
        Vectors::shift(weights + v, first ? nullptr : weights + v - 64, row * op.window.stride_y,
                       to + v);
      }
      to += layout.tap_bytes;
    }
  }

  // Interleaves `bytes` from `at` on of all rows of a pass. Of each row `room` bytes may be read.
  [[gnu::always_inline]] void interleave(const std::int8_t* const* rows, std::ptrdiff_t at,
                                         std::ptrdiff_t bytes, std::ptrdiff_t room,
                                         std::byte* to) const {
    constexpr std::ptrdiff_t kChunk = Vectors::kChunk;
    for (std::ptrdiff_t i = 0; i < bytes; i += kChunk) {
      const bool whole = at + i + kChunk <= room;
      const std::ptrdiff_t count = whole ? kChunk : bytes - i < kChunk ? bytes - i : kChunk;
#pragma GCC unroll 2
      for (std::int32_t p = 0; p < layout.planes; ++p) {
        Vectors::interleave(rows + p * Vectors::kTaps, layout.input_rows - p * Vectors::kTaps,
                            at + i, count, to + p * layout.plane_bytes + 4 * i);
      }
    }
  }

  [[gnu::always_inline]] void fill(std::int32_t first, std::int32_t past) const {
    for (std::int32_t p = 0; p < layout.planes; ++p) {
      std::byte* const to = planes + p * layout.plane_bytes;
      for (std::ptrdiff_t i = first * std::ptrdiff_t{layout.column_bytes};
           i < past * std::ptrdiff_t{layout.column_bytes}; i += 64) {
        Vectors::fill(op, to + i);
      }
    }
  }

  // The input columns of a strip of output pixels from `x` on, of `channels` channels from `lane`
  // on, for the pass that begins with output row `y`.
  [[gnu::always_inline]] void gather(const std::int8_t* input, std::int32_t y, std::int32_t x,
                                     std::int32_t lane, std::int32_t channels) const {
    const Window& window = op.window;
    const std::ptrdiff_t row_bytes = std::ptrdiff_t{op.input.width} * op.input.channels;
    const std::int8_t* rows[Layout::kMostRows + Vectors::kTaps];
    std::ptrdiff_t room = row_bytes;  // where all are padding
    for (std::int32_t r = 0; r < layout.input_rows; ++r) {
      const std::int32_t in_y = y * window.stride_y - window.pad_top + r * window.dilation_y;
      const bool inside = in_y >= 0 && in_y < op.input.height;
      rows[r] = lane + (inside ? input + in_y * row_bytes : padding);
      if (inside) {
        room = (op.input.height - in_y) * row_bytes - lane;
      }
    }
    const std::int32_t left = x * window.stride_x - window.pad_left;
    const std::int32_t columns =
        (layout.strip - 1) * window.stride_x + (window.width - 1) * window.dilation_x + 1;
    const std::int32_t begin = left < 0 ? (-left < columns ? -left : columns) : 0;
    const std::int32_t rest = op.input.width - left;
    const std::int32_t end = rest < columns ? (rest > begin ? rest : begin) : columns;
    fill(0, begin);
    // Of few channels all columns are one run.
    const bool few = op.input.channels <= Layout::kFew;
    const std::int32_t at_once = few ? end - begin : 1;
    for (std::int32_t column = begin; column < end; column += at_once) {
      interleave(rows, std::ptrdiff_t{left + column} * op.input.channels,
                 std::ptrdiff_t{at_once} * channels, room,
                 planes + column * std::ptrdiff_t{layout.column_bytes});
    }
    fill(end, columns);
  }

  // As many vectors of outputs as `i` counts. `data`: the first one's first window column.
  template <int... i>
  [[gnu::always_inline]] void convolve(const std::byte* block, const std::byte* weights,
                                       const std::byte* data, std::int8_t* output,
                                       std::int32_t channels,
                                       std::integer_sequence<int, i...>) const {
    const std::ptrdiff_t next = op.window.stride_x * std::ptrdiff_t{layout.column_bytes};
    typename Vectors::Sums sums[] = {(static_cast<void>(i), Vectors::bias(block))...};
#pragma GCC unroll 1
    for (std::int32_t p = 0; p < layout.planes; ++p) {
#pragma GCC unroll 8
      for (std::int32_t k = 0; k < op.window.width; ++k) {
        const std::byte* const column =
            data + p * layout.plane_bytes +
            k * op.window.dilation_x * std::ptrdiff_t{layout.column_bytes};
        const std::byte* const taps = weights + (k * layout.planes + p) * 64;
        ((sums[i] = Vectors::multiply(sums[i], column + i * next, taps)), ...);
      }
    }
    Vectors::store(op, block, sums, output, op.output.channels, channels,
                   std::integer_sequence<int, i...>());
  }

  // 16 lanes of a strip of output pixels, kAtOnce vectors at a time, of which the last may overlap;
  // `channels` of the lanes are stored.
  template <int kAtOnce>
  [[gnu::always_inline]] void row(const std::byte* block, const std::byte* weights,
                                  const std::byte* data, std::int8_t* output,
                                  std::int32_t channels) const {
    const std::ptrdiff_t step = op.window.stride_x * std::ptrdiff_t{layout.column_bytes};
    const std::int32_t last = layout.strip - kAtOnce;
    for (std::int32_t begin = 0; begin < layout.strip; begin += kAtOnce) {
      const std::int32_t x = begin < last ? begin : last;
      convolve(block, weights, data + x * step, output + std::ptrdiff_t{x} * op.output.channels,
               channels, std::make_integer_sequence<int, kAtOnce>());
    }
  }

  // The same with layout.at_once vectors at a time.
  template <int... kAtOnce>
  [[gnu::always_inline]] void row_of(const std::byte* block, const std::byte* weights,
                                     const std::byte* data, std::int8_t* output,
                                     std::int32_t channels,
                                     std::integer_sequence<int, kAtOnce...>) const {
    ((kAtOnce == layout.at_once ? row<kAtOnce>(block, weights, data, output, channels) : void()),
     ...);
  }

  // A group of channels of the output rows of a band, of a strip of pixels from `x` on.
  [[gnu::always_inline]] void run_strip(const std::int8_t* input, const std::byte* block,
                                        std::int8_t* output, std::int32_t x, std::int32_t lane,
                                        std::int32_t channels, Band band) const {
    const std::ptrdiff_t row_bytes = std::ptrdiff_t{op.output.width} * op.output.channels;
    for (std::int32_t y = band.begin; y < band.end; y += layout.rows) {
      gather(input, y, x, lane, channels);
      const std::int32_t rows = layout.rows < band.end - y ? layout.rows : band.end - y;
      for (std::int32_t v = 0; 16 * v < channels; ++v) {
        const std::byte* const parameters = block + v * layout.block_bytes;
        const std::int32_t left = channels - 16 * v;
        for (std::int32_t r = 0; r < rows; ++r) {
          const std::byte* const weights =
              r == 0 ? parameters + Layout::kParameterBytes
                     : shifted + (v * (layout.rows - 1) + r - 1) * layout.tap_bytes;
          row_of(
              parameters, weights, planes + 64 * v,
              output + (y + r) * row_bytes + std::ptrdiff_t{x} * op.output.channels + lane + 16 * v,
              left, typename Layout::AtOnce());
        }
      }
    }
  }

  [[gnu::always_inline]] void run(const std::int8_t* input, const std::byte* packed,
                                  std::int8_t* output, Band band) const {
    __builtin_memset(padding, op.input_zero_point, static_cast<std::size_t>(layout.padding_bytes));
    for (std::int32_t lane = 0; lane < op.output.channels; lane += Layout::kGroup) {
      const std::int32_t left = op.output.channels - lane;
      const std::int32_t channels = left < Layout::kGroup ? left : Layout::kGroup;
      const std::byte* const block = packed + lane / 16 * layout.block_bytes;
      for (std::int32_t v = 0; 16 * v < channels; ++v) {
        shift(block + v * layout.block_bytes + Layout::kParameterBytes,
              shifted + v * (layout.rows - 1) * layout.tap_bytes);
      }
      for (std::int32_t x = 0; x < op.output.width; x += layout.strip) {
        const std::int32_t last = op.output.width - layout.strip;
        run_strip(input, block, output, x < last ? x : last, lane, channels, band);
      }
    }
  }
};

// `packed` and `scratch` as depthwise_columns_layout.hpp says.
template <typename Vectors>
[[gnu::always_inline]] inline void depthwise_columns(const DepthwiseConv2d& op,
                                                     const typename Vectors::Layout& layout,
                                                     const std::int8_t* input,
                                                     const std::byte* packed, std::int8_t* output,
                                                     std::byte* scratch, Band band) {
  std::byte* const shifted = scratch + layout.padding_bytes;
  const DepthwiseColumns<Vectors> columns{op, layout, reinterpret_cast<std::int8_t*>(scratch),
                                          shifted, shifted + layout.shifted_bytes};
  [[maybe_unused]] const typename Vectors::Rounding rounding;
  columns.run(input, packed, output, band);
}

}  // namespace ocellus::kernels
