// How the AVX2 kernels store convolution parameters and use their scratch. Portable: the packing
// code of any machine reads it.
//
// Output channels are cut into blocks of 16, two vectors of 8; unused channels have zero weights. A
// block begins with
//
//   2 times  bias[8], a[8], b[8], c[8], d[8]   int32 or float, 32 bytes each
//
// What a, b, c, d mean: requantize__avx2.hpp. Lane 4 * i + e of vector v holds channel
// 8 * i + 4 * v + e of the block, which VPACKSSDW and VPACKSSWB, working within 128-bit lanes, put
// back in order. Then come the weights:
//
//   CONV_2D: for every two depths, 2 times weight[8][2], int8, 16 bytes each. Depth runs over
//   window
//     row, window column, input channel, padded with a zero to an even number.
// DEPTHWISE_CONV_2D: depthwise_columns_layout.hpp.
#pragma once

#include <cstddef>
#include <cstdint>

#include "runtime/kernels/operators.hpp"
#include "runtime/kernels/packed__scalar.hpp"

namespace ocellus::kernels {

inline constexpr std::ptrdiff_t kParameterBytes__avx2 = 2 * 5 * 32;

struct Conv2dLayout__avx2 {
  std::int32_t strip = 12;  // pixels gathered at a time, a multiple of 6
  std::int32_t depth = 0;   // taps of one output channel
  std::int32_t pairs = 0;   // depth / 2, rounded up
  std::int32_t blocks = 0;  // output channels / 16, rounded up

  [[gnu::always_inline]] constexpr explicit Conv2dLayout__avx2(const Conv2d& op)
      : depth(op.window.height * op.window.width * op.input.channels),
        pairs((depth + 1) / 2),
        blocks((op.output.channels + 15) / 16) {
    const std::int32_t fitting = 12288 / (4 * pairs) / 6 * 6;
    strip = fitting < 6 ? 6 : fitting > 48 ? 48 : fitting;
  }

  [[gnu::always_inline]] constexpr std::size_t block_bytes() const {
    return static_cast<std::size_t>(kParameterBytes__avx2) + 32 * static_cast<std::size_t>(pairs);
  }
  [[gnu::always_inline]] constexpr std::size_t packed_bytes() const {
    return static_cast<std::size_t>(blocks) * block_bytes();
  }
  // Gathered inputs are int16. With room behind the last for a vector that begins in it.
  [[gnu::always_inline]] constexpr std::size_t scratch_bytes() const {
    return static_cast<std::size_t>(strip) * static_cast<std::size_t>(pairs) * 4 + 32;
  }
};

}  // namespace ocellus::kernels
