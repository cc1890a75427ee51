// How depthwise_conv2d_s8__avx512vnni stores its parameters and uses its scratch. Portable: the
// packing code of any machine reads it.
//
// kColumns, 3x3 windows without dilation, one output per input channel. Lanes are cut into groups
// of 64 bytes of input: 64 channels of one pixel or, when 8, 16 or 32 channels are all there are
// and the stride is 1, 8, 4 or 2 whole neighbouring pixels, their parameters repeated. A group is
//
//   4 times  bias[16], a[16], b[16], c[16], d[16]             64 bytes each
//   then, for the 3 window columns, 4 times  weight[16][4]    the 3 rows' taps and a zero, 64 bytes
//
// The bias holds -(input_zero_point + 128) * sum of weights, as for conv2d_s8__avx512vnni. Lane
// 4 * i + e of vector v holds byte 16 * i + 4 * v + e of the group: that is where two rounds of
// unpacking put it, and from where two rounds of VPACK bring it back.
//
// kVectors, any window where output channels follow input channels one to one, or where there is
// one input channel. For every 16 output channels:
//
//   bias[16], a[16], b[16], c[16], d[16]                      64 bytes each
//   then, for every tap (row by row), weight[16][2]           int16, the tap and a zero, 64 bytes
//
// kScalar, the rest: packed__scalar.hpp.
#pragma once

#include <cstddef>
#include <cstdint>

#include "runtime/kernels/operators.hpp"
#include "runtime/kernels/packed__scalar.hpp"

namespace ocellus::kernels {

struct DepthwiseConv2dLayout__avx512vnni {
  enum class Way : std::uint8_t { kColumns, kVectors, kScalar };

  static constexpr std::int32_t kParameterVectors = 5;
  static constexpr std::int32_t kGroupVectors = 4 * kParameterVectors + 12;

  Way way = Way::kScalar;
  std::int32_t pixels = 1;  // kColumns: neighbouring pixels that share a group
  std::int32_t groups = 0;  // kColumns: of 64 lanes; kVectors: of 16
  std::size_t packed_bytes = 0;
  std::size_t scratch_bytes = 0;

  [[gnu::always_inline]] constexpr explicit DepthwiseConv2dLayout__avx512vnni(
      const DepthwiseConv2d& op) {
    const Window& window = op.window;
    const std::int32_t channels = op.output.channels;
    if (window.height == 3 && window.width == 3 && window.dilation_y == 1 &&
        window.dilation_x == 1 && op.input.channels == channels) {
      way = Way::kColumns;
      if (window.stride_x == 1 && (channels == 8 || channels == 16 || channels == 32)) {
        pixels = 64 / channels;
      }
      groups = (channels + 63) / 64;
      packed_bytes = static_cast<std::size_t>(groups) * kGroupVectors * 64;
      // A row of padding, readable a vector past its end.
      scratch_bytes =
          (static_cast<std::size_t>(op.input.width) * static_cast<std::size_t>(op.input.channels) +
           64 + 63) /
          64 * 64;
    } else if (op.input.channels == channels || op.input.channels == 1) {
      way = Way::kVectors;
      groups = (channels + 15) / 16;
      packed_bytes = static_cast<std::size_t>(groups) * vector_group_bytes(op);
    } else {
      packed_bytes = 12 * static_cast<std::size_t>(channels) + filter_bytes__scalar(op);
    }
  }

  [[gnu::always_inline]] static constexpr std::size_t vector_group_bytes(
      const DepthwiseConv2d& op) {
    return 64 * static_cast<std::size_t>(kParameterVectors + op.window.height * op.window.width);
  }
};

}  // namespace ocellus::kernels
