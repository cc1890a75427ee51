// AVERAGE_POOL_2D and MAX_POOL_2D: nothing is rescaled, input and output have the same scale and
// zero point. Formulas: TensorFlow Lite Micro, AverageEvalQuantized and MaxEvalQuantized.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "runtime/kernels/operands.hpp"
#include "runtime/kernels/operators.hpp"

namespace ocellus::kernels {

enum class PoolKind : std::uint8_t { kAverage, kMax };

// Input and output: one batch each, NHWC, with equally many channels; they do not overlap. Of the
// window only the cells inside the input count, and each output pixel has at least one. Averages
// are rounded, halves away from zero. The window's dilation is 1.
struct Pool2d {
  PoolKind kind = PoolKind::kAverage;
  Extent input;
  Extent output;
  Window window;
  std::int32_t low = -128;  // the inclusive clamp that a fused activation leaves
  std::int32_t high = 127;

  bool operator==(const Pool2d&) const = default;
};

// The cells of a window that lie inside the input.
struct PoolCells {
  std::int32_t first_y, end_y;
  std::int32_t first_x, end_x;

  [[gnu::always_inline]] std::int32_t count() const {
    return (end_y - first_y) * (end_x - first_x);
  }
};

// One output pixel's channels from `begin` on, `size` of them: at most kLanes, and just as many
// where the compiler is to see a loop that fills its vectors.
template <PoolKind kKind, std::int32_t kLanes>
[[gnu::always_inline]] inline void pool_channels(const Pool2d& op, const PoolCells& cells,
                                                 std::int32_t begin, std::int32_t size,
                                                 const std::int8_t* input, std::int8_t* output) {
  constexpr bool kAverage = kKind == PoolKind::kAverage;
  using Value = std::conditional_t<kAverage, std::int32_t, std::int8_t>;
  Value values[kLanes];
  for (std::int32_t c = 0; c < size; ++c) values[c] = kAverage ? 0 : -128;
  for (std::int32_t y = cells.first_y; y < cells.end_y; ++y) {
    for (std::int32_t x = cells.first_x; x < cells.end_x; ++x) {
      const std::int8_t* const pixel =
          input + (std::ptrdiff_t{y} * op.input.width + x) * op.input.channels + begin;
      for (std::int32_t c = 0; c < size; ++c) {
        if constexpr (kAverage) {
          values[c] += pixel[c];
        } else {
          values[c] = values[c] < pixel[c] ? pixel[c] : values[c];
        }
      }
    }
  }
  const std::int32_t count = cells.count();
  for (std::int32_t c = 0; c < size; ++c) {
    std::int32_t value = values[c];
    if constexpr (kAverage) value = (value > 0 ? value + count / 2 : value - count / 2) / count;
    value = value < op.low ? op.low : value;
    output[begin + c] = static_cast<std::int8_t>(value > op.high ? op.high : value);
  }
}

// One output pixel. The last block of channels ends with the last channel and may overlap the one
// before it, which gives the same values again.
template <PoolKind kKind, std::int32_t kLanes>
[[gnu::always_inline]] inline void pool_pixel(const Pool2d& op, const PoolCells& cells,
                                              const std::int8_t* input, std::int8_t* output) {
  const std::int32_t channels = op.input.channels;
  for (std::int32_t begin = 0; begin < channels; begin += kLanes) {
    const std::int32_t last = channels - kLanes;
    pool_channels<kKind, kLanes>(op, cells, begin < last ? begin : last, kLanes, input, output);
  }
}

template <PoolKind kKind>
[[gnu::always_inline]] inline void pool(const Pool2d& op, const Operands& at) {
  constexpr std::int32_t kNarrow = 16;
  constexpr std::int32_t kWide = 32;
  const Window& window = op.window;
  const std::int32_t channels = op.input.channels;
  std::int8_t* output = at.output(0);
  for (std::int32_t y = 0; y < op.output.height; ++y) {
    const std::int32_t top = y * window.stride_y - window.pad_top;
    for (std::int32_t x = 0; x < op.output.width; ++x) {
      const std::int32_t left = x * window.stride_x - window.pad_left;
      const PoolCells cells = {
          top < 0 ? 0 : top,
          top + window.height < op.input.height ? top + window.height : op.input.height,
          left < 0 ? 0 : left,
          left + window.width < op.input.width ? left + window.width : op.input.width};
      if (channels >= kWide) {
        pool_pixel<kKind, kWide>(op, cells, at.input(0), output);
      } else if (channels >= kNarrow) {
        pool_pixel<kKind, kNarrow>(op, cells, at.input(0), output);
      } else {
        pool_channels<kKind, kNarrow>(op, cells, 0, channels, at.input(0), output);
      }
      output += channels;
    }
  }
}

[[gnu::always_inline]] inline void run(const Pool2d& op, const Operands& at) {
  if (op.kind == PoolKind::kAverage) return pool<PoolKind::kAverage>(op, at);
  return pool<PoolKind::kMax>(op, at);
}

}  // namespace ocellus::kernels
