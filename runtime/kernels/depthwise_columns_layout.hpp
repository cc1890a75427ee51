// How the depthwise kernels of depthwise_columns.hpp store their parameters and use their scratch.
// Portable: the packing code of any machine reads it.
//
// Channels are cut into blocks of 16. A block is
//
//   bias, a, b, c, d            16 lanes of int32 or float each; as vectors of kLanes lanes, the
//                               five of the first vector, then those of the next
//   then, for every window column, for every kTaps window rows, 16 lanes of kTaps weights, in 4
//                               bytes: weights of the first output row of a pass (see below)
//
// Lanes are channels in order; those and rows beyond the last have zero weights.
//
// Scratch: a row of padding; the weights of the other output rows of a pass, for a group of
// channels; a strip of interleaved input columns of the group, one plane for every kTaps rows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "runtime/kernels/operators.hpp"

namespace ocellus::kernels {

// kTaps: the products that a lane adds up in one instruction, 4 of bytes or 2 of 16 bits.
// kLanes: lanes of a vector.
template <std::int32_t kTaps, std::int32_t kLanes>
struct DepthwiseColumnsLayout {
  static constexpr std::int32_t kMostRows = 32;  // of a window
  static constexpr std::int32_t kParameterBytes = 5 * 64;
  static constexpr std::int32_t kGroup = 64;  // channels interleaved at a time
  // Of so few channels, whole rows are interleaved at once.
  static constexpr std::int32_t kFew = 32;
  // The numbers of vectors of outputs that there is code for.
  using AtOnce = std::conditional_t<kLanes == 16, std::integer_sequence<int, 8, 7, 5, 3, 1>,
                                    std::integer_sequence<int, 4, 3, 1>>;
  static constexpr std::int32_t kStripBytes = 24576;  // about, to stay in the first-level cache

  bool possible = false;          // one output per input channel, and a window that is not too high
  std::int32_t planes = 0;        // window height / kTaps, rounded up
  std::int32_t rows = 1;          // output rows of a pass, which read the same planes
  std::int32_t input_rows = 0;    // that a pass reads
  std::int32_t column_bytes = 0;  // from a column of a plane to the next
  std::int32_t strip = 0;         // output pixels of a row at a time
  std::int32_t at_once = 1;       // vectors of outputs, one of AtOnce
  std::int32_t blocks = 0;
  std::int32_t block_bytes = 0;
  std::int32_t tap_bytes = 0;  // of a block's weights
  std::int32_t plane_bytes = 0;
  std::int32_t padding_bytes = 0;
  std::int32_t shifted_bytes = 0;

  [[gnu::always_inline]] constexpr explicit DepthwiseColumnsLayout(const DepthwiseConv2d& op) {
    const Window& window = op.window;
    const std::int32_t channels = op.input.channels;
    possible = channels == op.output.channels && window.height <= kMostRows;
    planes = (window.height + kTaps - 1) / kTaps;
    if (window.dilation_y == 1) {
      rows = (planes * kTaps - window.height) / window.stride_y + 1;
      rows = rows < op.output.height ? rows : op.output.height;
    }
    input_rows = (rows - 1) * window.stride_y + window.height;
    const std::int32_t reach = (window.width - 1) * window.dilation_x + 1;
    column_bytes = 4 * (channels <= kFew ? channels : kGroup);
    const std::int32_t columns = kStripBytes / (column_bytes * planes);
    const std::int32_t fitting =
        columns > reach + window.stride_x ? (columns - reach) / window.stride_x + 1 : 1;
    const std::int32_t strips = (op.output.width + fitting - 1) / fitting;
    strip = (op.output.width + strips - 1) / strips;
    // As many as leave little over, for the last of a strip overlap.
    std::int32_t least = 3 * strip + 1;
    const auto consider = [&](std::int32_t n) {
      const std::int32_t cost = (strip + n - 1) / n * (2 * n + 1);
      if (n <= strip && cost < least) {
        at_once = n;
        least = cost;
      }
    };
    [&]<int... n>(std::integer_sequence<int, n...>) { (consider(n), ...); }
    (AtOnce());
    blocks = (channels + 15) / 16;
    tap_bytes = window.width * planes * 64;
    block_bytes = kParameterBytes + tap_bytes;
    // Readable and writable a group past the last column.
    plane_bytes =
        (((strip - 1) * window.stride_x + reach) * column_bytes + 4 * kGroup + 63) / 64 * 64;
    padding_bytes = (op.input.width * channels + kGroup + 63) / 64 * 64;
    shifted_bytes = (rows - 1) * (blocks < kGroup / 16 ? blocks : kGroup / 16) * tap_bytes;
  }

  [[gnu::always_inline]] constexpr std::size_t packed_bytes() const {
    return static_cast<std::size_t>(blocks) * static_cast<std::size_t>(block_bytes);
  }
  [[gnu::always_inline]] constexpr std::size_t scratch_bytes() const {
    return static_cast<std::size_t>(padding_bytes) + static_cast<std::size_t>(shifted_bytes) +
           static_cast<std::size_t>(planes) * static_cast<std::size_t>(plane_bytes);
  }
  // Where a channel's lane of the vectors bias, a, b, c, d begins, and from one to the next.
  [[gnu::always_inline]] static constexpr std::ptrdiff_t parameters_of(std::int32_t lane) {
    return lane / kLanes * (5 * 4 * kLanes);
  }
};

// What the instruction sets make of it.
using DepthwiseColumnsLayout__avx512vnni = DepthwiseColumnsLayout<4, 16>;
using DepthwiseColumnsLayout__avx2 = DepthwiseColumnsLayout<2, 8>;

}  // namespace ocellus::kernels
