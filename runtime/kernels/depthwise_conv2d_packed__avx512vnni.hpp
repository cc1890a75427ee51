// How depthwise_conv2d_s8__avx512vnni stores its parameters and uses its scratch. Portable: the
// packing code of any machine reads it.
//
// 3x3 windows without dilation, one output per input channel, have a way of their own. Lanes are
// cut into groups of 64 bytes of input: 64 channels of one pixel or, when 8, 16 or 32 channels are
// all there are and the stride is 1, 8, 4 or 2 whole neighbouring pixels, their parameters
// repeated. A group is
//
//   4 times  bias[16], a[16], b[16], c[16], d[16]             64 bytes each
//   then, for the 3 window columns, 4 times  weight[16][4]    the 3 rows' taps and a zero, 64 bytes
//
// The bias holds -(input_zero_point + 128) * sum of weights, as for conv2d_s8__avx512vnni. Lane
// 4 * i + e of vector v holds byte 16 * i + 4 * v + e of the group: that is where two rounds of
// unpacking put it, and from where two rounds of VPACK bring it back.
//
// Numbers of channels that leave groups half empty, and all other windows:
// depthwise_columns_layout.hpp.
#pragma once

#include <cstddef>
#include <cstdint>

#include "runtime/kernels/depthwise_columns_layout.hpp"
#include "runtime/kernels/operators.hpp"

namespace ocellus::kernels {

struct Depthwise3x3Layout__avx512vnni {
  static constexpr std::int32_t kParameterVectors = 5;
  static constexpr std::int32_t kGroupVectors = 4 * kParameterVectors + 12;

  bool suitable = false;
  std::int32_t pixels = 1;  // neighbouring pixels that share a group
  std::int32_t groups = 0;  // of 64 lanes
  std::size_t packed_bytes = 0;
  std::size_t scratch_bytes = 0;

  [[gnu::always_inline]] constexpr explicit Depthwise3x3Layout__avx512vnni(
      const DepthwiseConv2d& op) {
    const Window& window = op.window;
    const std::int32_t channels = op.output.channels;
    if (window.stride_x == 1 && (channels == 8 || channels == 16 || channels == 32)) {
      pixels = 64 / channels;
    }
    groups = (channels + 63) / 64;
    suitable = window.height == 3 && window.width == 3 && window.dilation_y == 1 &&
               window.dilation_x == 1 && op.input.channels == channels &&
               (pixels > 1 || channels >= 48 * groups);
    packed_bytes = static_cast<std::size_t>(groups) * kGroupVectors * 64;
    // A row of padding, readable a vector past its end.
    scratch_bytes =
        (static_cast<std::size_t>(op.input.width) * static_cast<std::size_t>(op.input.channels) +
         64 + 63) /
        64 * 64;
  }
};

struct DepthwiseConv2dLayout__avx512vnni {
  Depthwise3x3Layout__avx512vnni three;
  DepthwiseColumnsLayout__avx512vnni columns;

  [[gnu::always_inline]] constexpr explicit DepthwiseConv2dLayout__avx512vnni(
      const DepthwiseConv2d& op)
      : three(op), columns(op) {}
};

}  // namespace ocellus::kernels
