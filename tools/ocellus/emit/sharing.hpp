// Which kernels have an instance for each layer, with every shape a constant, and which one
// instance that layers share (runtime/kernels/shared.hpp).
//
// An instance of its own costs a layer 1 to 6 KiB of code. The rule: a family's instances are worth
// it where the default detector gains 1 % of its time, on Arm of its instructions, for each 20 KiB
// of them. README.md has the measurements; a kernel that changes much wants new ones.
#pragma once

#include "runtime/isa.hpp"

namespace ocellus::tools {

enum class KernelFamily { kConv2d, kDepthwiseConv2d, kAdd };

constexpr bool layers_share(KernelFamily family, Isa isa) {
  switch (isa) {
    case Isa::kAvx2:
      return family != KernelFamily::kDepthwiseConv2d;
    case Isa::kAvx512Vnni:
      return family == KernelFamily::kAdd;
    case Isa::kNeon:
    case Isa::kNeonDot:
      return family == KernelFamily::kDepthwiseConv2d;
    default:
      return false;
  }
}

constexpr bool any_layers_share(Isa isa) {
  return layers_share(KernelFamily::kConv2d, isa) ||
         layers_share(KernelFamily::kDepthwiseConv2d, isa) || layers_share(KernelFamily::kAdd, isa);
}

}  // namespace ocellus::tools
