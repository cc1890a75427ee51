// How the NEON and NEON+dotprod kernels store a convolution's parameters.
//
//   offset  content
//   0       PackedHeader__neon, padded to 64 bytes
//   64      blocks of 8 output channels, one after another
//
// A block:
//
//   0       8 int32  bias, with -input_zero_point * (sum of weights) folded in
//   32      8 int32  multiplier
//   64      8 int32  shift, as Multiplier has it
//   96      weights, in the order that the comments below state
//
// The last block starts 8 channels before the end and repeats some of the one before, so that a
// kernel never stores part of a block. With fewer than 8 channels in all, the only block is filled
// up with zeros.
//
// Since the input's zero point is in the bias, padding counts as pixels that hold it.
#pragma once

#include <cstddef>
#include <cstdint>

#include "runtime/kernels/operators.hpp"

namespace ocellus::kernels {

struct PackedHeader__neon {
  // Every shift is to the right by at least one place, and no weight is -128, so that the sum of
  // two products of int8 fits int16. TensorFlow Lite's converters write nothing else; whatever else
  // a file holds goes the slow way.
  std::int32_t fast;
};

inline constexpr std::size_t kHeaderBytes__neon = 64;
inline constexpr std::int32_t kBlockWidth__neon = 8;  // output channels
inline constexpr std::size_t kBlockParameterBytes__neon = 96;

constexpr std::int32_t round_up__neon(std::int32_t value, std::int32_t multiple) {
  return (value + multiple - 1) / multiple * multiple;
}

constexpr std::int32_t block_count__neon(std::int32_t channels) {
  return (channels + kBlockWidth__neon - 1) / kBlockWidth__neon;
}

// The first channel of a block.
constexpr std::int32_t block_start__neon(std::int32_t block, std::int32_t channels) {
  const std::int32_t last = channels > kBlockWidth__neon ? channels - kBlockWidth__neon : 0;
  return block * kBlockWidth__neon < last ? block * kBlockWidth__neon : last;
}

// CONV_2D as a matrix product. Its depth is the size of one output channel's filter, height * width
// * input channels in OHWI order, filled up with zeros to a multiple of kDepthStep.
//
// Weights of a block, NEON: first of channels 0 to 3 and then of channels 4 to 7, 32 depths of each
// in turn, as often as they fit in the depth; then 16 of each, then 8 of each, where these remain.
// Weights of a block, NEON+dotprod: 4 depths of each channel in turn.
struct Conv2dLayout__neon {
  static constexpr std::int32_t kDepthStep = 8;
  static constexpr std::int32_t kPixels = 4;  // output pixels computed together, at most
};
struct Conv2dLayout__neondot {
  static constexpr std::int32_t kDepthStep = 4;
  static constexpr std::int32_t kPixels = 8;
};

template <typename Layout>
constexpr std::int32_t conv2d_depth__neon(const Conv2d& op) {
  return round_up__neon(op.window.height * op.window.width * op.input.channels, Layout::kDepthStep);
}

constexpr std::size_t conv2d_block_bytes__neon(std::int32_t depth) {
  return kBlockParameterBytes__neon + static_cast<std::size_t>(depth * kBlockWidth__neon);
}

// Whether pixels of the input serve as rows of the matrix where they lie.
template <typename Layout>
constexpr bool conv2d_in_place__neon(const Conv2d& op) {
  const Window& window = op.window;
  return window.height == 1 && window.width == 1 && window.pad_top == 0 && window.pad_left == 0 &&
         window.stride_y == 1 && window.stride_x == 1 && op.output.height <= op.input.height &&
         op.output.width == op.input.width && op.input.channels % Layout::kDepthStep == 0;
}

// Bytes from one gathered row of the matrix to the next in scratch memory: with room to copy
// sixteen bytes at a time.
template <typename Layout>
constexpr std::int32_t conv2d_row_bytes__neon(const Conv2d& op) {
  return round_up__neon(conv2d_depth__neon<Layout>(op) + 15, 16);
}

// How many strips of kPixels gathered rows scratch memory holds: a call for each strip of a first
// layer's short rows would cost as much as gathering them.
inline constexpr std::int32_t kMostGatheredStrips__neon = 4;
template <typename Layout>
constexpr std::int32_t conv2d_gathered_strips__neon(const Conv2d& op) {
  constexpr std::int32_t kBytes = 2048;
  const std::int32_t strips = kBytes / (Layout::kPixels * conv2d_row_bytes__neon<Layout>(op));
  return strips < 1 ? 1 : strips < kMostGatheredStrips__neon ? strips : kMostGatheredStrips__neon;
}
template <typename Layout>
constexpr std::size_t conv2d_gathered_bytes__neon(const Conv2d& op) {
  return static_cast<std::size_t>(conv2d_gathered_strips__neon<Layout>(op) * Layout::kPixels *
                                  conv2d_row_bytes__neon<Layout>(op));
}

// DEPTHWISE_CONV_2D, blocks of 8 channels.
//
// Weights of a block: 8 channels of each tap in turn; taps in HW order. NEON+dotprod, where the
// header says `fast` and the window is 3x3 as below: for each column of the window 8 channels in
// turn, each with its three rows and a zero.
constexpr std::size_t depthwise_block_bytes__neon(const DepthwiseConv2d& op) {
  const std::int32_t taps = op.window.height * op.window.width;
  return static_cast<std::size_t>(96 +
                                  round_up__neon((taps == 9 ? 12 : taps) * kBlockWidth__neon, 16));
}

// Whether the kernels made for 3x3 windows take this operator (if the header says `fast`).
constexpr bool depthwise_3x3__neon(const DepthwiseConv2d& op) {
  const Window& window = op.window;
  return window.height == 3 && window.width == 3 && window.dilation_y == 1 &&
         window.dilation_x == 1 && window.stride_y == window.stride_x &&
         (window.stride_x == 1 || window.stride_x == 2) && op.multiplier() == 1 &&
         op.output.channels >= kBlockWidth__neon;
}

// Scratch of every other window: padding for the output pixels that are computed together, and an
// address for each tap of the first.
inline constexpr std::int32_t kDepthwiseTogether__neon = 4;
constexpr std::size_t depthwise_padding_bytes__neon(const DepthwiseConv2d& op) {
  const std::int32_t pixels = 1 + (kDepthwiseTogether__neon - 1) * op.window.stride_x;
  return static_cast<std::size_t>(round_up__neon(pixels * op.input.channels, 64));
}
constexpr std::size_t depthwise_scratch_bytes__neon(const DepthwiseConv2d& op) {
  const std::size_t taps =
      static_cast<std::size_t>(op.window.height) * static_cast<std::size_t>(op.window.width);
  return depthwise_padding_bytes__neon(op) + taps * sizeof(const std::int8_t*);
}

}  // namespace ocellus::kernels
