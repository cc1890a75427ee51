// One instance of a kernel for many layers. A template over the whole operator gives each layer
// code of its own, in which every bound is a constant; most kernels gain little by it. What follows
// keeps constant what chooses between pieces of code, and leaves extents, zero points and factors
// to registers.
//
// Which kernels are worth an instance for each layer the compiler knows (tools/ocellus/emit).
#pragma once

#include <cstdint>

#include "runtime/kernels/band.hpp"
#include "runtime/kernels/operators.hpp"

namespace ocellus::kernels {

// What all layers of one instance have in common.
struct SharedCode {
  Window window;  // without its padding
  Requantize requantize = Requantize::kInteger;
};

template <typename Convolution>
constexpr SharedCode shared_code(const Convolution& layer) {
  SharedCode code{layer.window, layer.requantize};
  code.window.pad_top = 0;
  code.window.pad_left = 0;
  return code;
}

// The layer itself, so that the compiler sees what is constant.
template <SharedCode kCode, typename Convolution>
[[gnu::always_inline]] constexpr Convolution with_shared_code(const Convolution& layer) {
  Convolution op = layer;
  // One by one: GCC copies the whole from memory and then knows no more what it holds.
  op.window.height = kCode.window.height;
  op.window.width = kCode.window.width;
  op.window.stride_y = kCode.window.stride_y;
  op.window.stride_x = kCode.window.stride_x;
  op.window.dilation_y = kCode.window.dilation_y;
  op.window.dilation_x = kCode.window.dilation_x;
  op.requantize = kCode.requantize;
  return op;
}

// Whether an Add goes by its plane.
constexpr bool shared_code(const Add& layer) { return layer.plane.shift != 0; }

template <bool kPlane>
[[gnu::always_inline]] constexpr Add with_shared_code(const Add& layer, Band band) {
  Add op = layer;
  op.size = static_cast<std::uint32_t>(band.size());
  if (!kPlane) op.plane = {};
  if (kPlane && op.plane.shift == 0) __builtin_unreachable();
  return op;
}

}  // namespace ocellus::kernels
