// Which kernels have an instance for each layer, with every shape a constant, and which one
// instance that layers share (runtime/kernels/shared.hpp).
//
// A layer of its own costs 1 to 6 KiB of code. The rule: it is worth that where a network takes 5 %
// longer without, either built-in detector; on Arm, where it executes 1 % more instructions, since
// no clock was at hand. emit/README.md has the measurements.
#pragma once

#include "runtime/isa.hpp"

namespace ocellus::tools {

enum class KernelFamily { kConv2d, kDepthwiseConv2d, kAdd };

constexpr bool layers_share(KernelFamily family, Isa isa) {
  switch (isa) {
    case Isa::kAvx2:
      return true;
    case Isa::kAvx512Vnni:
      return family != KernelFamily::kConv2d;
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
