// A contiguous part of an operator's output: what one of several threads computes.
//
// Bands are numbers in registers, not other shapes: one instance of a kernel serves the whole and
// every part of it, and what a band may cost in code is a loop that starts elsewhere.
#pragma once

#include <cstdint>

#include "runtime/kernels/operators.hpp"

namespace ocellus::kernels {

// From `begin` to before `end`: output pixels of a Conv2d, counted row by row; output rows of a
// DepthwiseConv2d; elements of an element-wise operator. Both are multiples of the unit below, but
// `end` may also be the end of the output: what a kernel's loops leave over is then the same for
// every last band as for the whole, and known from the shape.
struct Band {
  std::int32_t begin = 0;
  std::int32_t end = 0;

  [[gnu::always_inline]] constexpr std::int32_t size() const { return end - begin; }
  bool operator==(const Band&) const = default;
};

// From output channel `begin` to before `end`, of all pixels of a Conv2d: where a map is small and
// its weights are many, so that each thread reads only some of these. Multiples of the unit below,
// or the last channel's end. Not for NEON, whose last block of channels overlaps the one before.
struct ChannelBand {
  std::int32_t begin = 0;
  std::int32_t end = 0;
};

inline constexpr std::int32_t kBandChannels = 64;
inline constexpr std::int32_t kBandPixels = 12;    // of Conv2d
inline constexpr std::int32_t kBandElements = 64;  // of element-wise operators
// Of DepthwiseConv2d: kernels make two rows at once, and some have code for one only where the
// height is odd.
[[gnu::always_inline]] constexpr std::int32_t band_rows(const DepthwiseConv2d& op) {
  return op.window.stride_y == 1 && op.output.height % 2 == 0 ? 2 : 1;
}

[[gnu::always_inline]] constexpr Band whole(const Conv2d& op) {
  return {0, op.output.height * op.output.width};
}
[[gnu::always_inline]] constexpr ChannelBand all_channels(const Conv2d& op) {
  return {0, op.output.channels};
}
[[gnu::always_inline]] constexpr Band whole(const DepthwiseConv2d& op) {
  return {0, op.output.height};
}
[[gnu::always_inline]] constexpr Band whole(const Add& op) {
  return {0, static_cast<std::int32_t>(op.size)};
}

}  // namespace ocellus::kernels
