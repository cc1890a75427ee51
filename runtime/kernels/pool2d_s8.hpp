// AVERAGE_POOL_2D and MAX_POOL_2D: nothing is rescaled, input and output have the same scale and
// zero point. Formulas: TensorFlow Lite Micro, AverageEvalQuantized and MaxEvalQuantized.
#pragma once

#include <cstddef>
#include <cstdint>

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

[[gnu::always_inline]] inline void run(const Pool2d& op, const Operands& at) {
  // Channels are worked on in blocks whose sums the compiler can hold in vectors.
  constexpr std::int32_t kBlock = 64;
  const std::int32_t channels = op.input.channels;
  const Window& window = op.window;
  const bool average = op.kind == PoolKind::kAverage;
  const std::int8_t* const input = at.input(0);
  std::int8_t* output = at.output(0);
  for (std::int32_t y = 0; y < op.output.height; ++y) {
    const std::int32_t top = y * window.stride_y - window.pad_top;
    const std::int32_t first_y = top < 0 ? 0 : top;
    const std::int32_t end_y =
        top + window.height < op.input.height ? top + window.height : op.input.height;
    for (std::int32_t x = 0; x < op.output.width; ++x) {
      const std::int32_t left = x * window.stride_x - window.pad_left;
      const std::int32_t first_x = left < 0 ? 0 : left;
      const std::int32_t end_x =
          left + window.width < op.input.width ? left + window.width : op.input.width;
      const std::int32_t count = (end_y - first_y) * (end_x - first_x);
      for (std::int32_t begin = 0; begin < channels; begin += kBlock) {
        const std::int32_t size = channels - begin < kBlock ? channels - begin : kBlock;
        std::int32_t values[kBlock];
        for (std::int32_t c = 0; c < size; ++c) {
          values[c] = average ? 0 : -128;
        }
        for (std::int32_t in_y = first_y; in_y < end_y; ++in_y) {
          for (std::int32_t in_x = first_x; in_x < end_x; ++in_x) {
            const std::int8_t* const pixel =
                input + (static_cast<std::ptrdiff_t>(in_y) * op.input.width + in_x) * channels +
                begin;
            if (average) {
              for (std::int32_t c = 0; c < size; ++c) {
                values[c] += pixel[c];
              }
            } else {
              for (std::int32_t c = 0; c < size; ++c) {
                values[c] = values[c] < pixel[c] ? pixel[c] : values[c];
              }
            }
          }
        }
        for (std::int32_t c = 0; c < size; ++c) {
          std::int32_t value = values[c];
          if (average) {
            value = (value > 0 ? value + count / 2 : value - count / 2) / count;
          }
          value = value < op.low ? op.low : value;
          output[c] = static_cast<std::int8_t>(value > op.high ? op.high : value);
        }
        output += size;
      }
    }
  }
}

}  // namespace ocellus::kernels
