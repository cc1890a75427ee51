// How conv2d_s8__avx512vnni stores its parameters and uses its scratch. Portable: the packing code
// of any machine reads it.
//
// Output channels are cut into blocks of 4, 2 or 1 vectors of 16 (as many fours as fit, then a two,
// then a one; the last vector may be partly unused: its weights are zero). A block with V vectors
// is
//
//   V times  bias[16], a[16], b[16], c[16], d[16]     int32 or float, 64 bytes each
//   then, for every 4 depths, V times  weight[16][4]  int8, 64 bytes
//
// Depth runs over window row, window column, input channel, padded with zeros to a multiple of 4.
// The bias holds -(input_zero_point + 128) * sum of weights, because VPDPBUSD wants unsigned inputs
// and the kernel feeds it input + 128. What a, b, c, d mean: requantize__avx512vnni.hpp.
// Lane 4 * i + e of vector v holds output channel base + 4 * V * i + 4 * v + e: narrowing with
// VPACKSSDW and VPACKSSWB, which work within 128-bit lanes, then leaves channels in order.
#pragma once

#include <cstddef>
#include <cstdint>

#include "runtime/kernels/operators.hpp"

namespace ocellus::kernels {

struct Conv2dLayout__avx512vnni {
  static constexpr std::int32_t kParameterVectors = 5;

  // Pixels whose receptive fields are gathered at a time, a multiple of 12.
  std::int32_t strip = 12;
  std::int32_t depth = 0;    // taps of one output channel
  std::int32_t quads = 0;    // depth / 4, rounded up
  std::int32_t vectors = 0;  // output channels / 16, rounded up

  [[gnu::always_inline]] constexpr explicit Conv2dLayout__avx512vnni(const Conv2d& op) {
    depth = op.window.height * op.window.width * op.input.channels;
    quads = (depth + 3) / 4;
    vectors = (op.output.channels + 15) / 16;
    // A strip stays in the first-level cache together with one block of weights. Where these alone
    // fill it they are streamed from the second, as few times as possible.
    const std::int32_t room = 4 * quads < 768 ? 12288 : 1 << 19;
    const std::int32_t fitting = room / (4 * quads) / 12 * 12;
    const std::int32_t pixels = (op.output.height * op.output.width + 11) / 12 * 12;
    strip = fitting < 12 ? 12 : fitting > 96 ? 96 : fitting;
    strip = strip > pixels ? pixels : strip;
  }

  // Bytes of one gathered receptive field.
  [[gnu::always_inline]] constexpr std::int32_t field_bytes() const { return 4 * quads; }

  // Vectors of the block that begins at this vector.
  [[gnu::always_inline]] constexpr std::int32_t block_vectors(std::int32_t first) const {
    const std::int32_t left = vectors - first;
    return left >= 4 ? 4 : left >= 2 ? 2 : 1;
  }
  [[gnu::always_inline]] constexpr std::size_t block_offset(std::int32_t first) const {
    return static_cast<std::size_t>(first) * 64 *
           static_cast<std::size_t>(kParameterVectors + quads);
  }
  [[gnu::always_inline]] constexpr std::size_t packed_bytes() const {
    return block_offset(vectors);
  }
  // With room behind the last field for a vector that begins in it.
  [[gnu::always_inline]] constexpr std::size_t scratch_bytes() const {
    return (static_cast<std::size_t>(strip) * static_cast<std::size_t>(field_bytes()) + 63) / 64 *
               64 +
           64;
  }
};

}  // namespace ocellus::kernels
