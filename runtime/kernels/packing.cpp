#include "runtime/kernels/kernel_set.hpp"
#include "runtime/kernels/kernel_sets.hpp"

namespace ocellus::kernels {

const Packing<Conv2d>& conv2d_packing(Isa isa) {
  switch (isa) {
    case Isa::kScalar:
    case Isa::kRv32:
      break;
    case Isa::kAvx2:
      return kConv2dPacking__avx2;
    case Isa::kAvx512Vnni:
      return kConv2dPacking__avx512vnni;
    case Isa::kNeon:
      return kConv2dPacking__neon;
    case Isa::kNeonDot:
      return kConv2dPacking__neondot;
  }
  return kConv2dPacking__scalar;
}

const Packing<DepthwiseConv2d>& depthwise_conv2d_packing(Isa isa) {
  switch (isa) {
    case Isa::kScalar:
    case Isa::kRv32:
      break;
    case Isa::kAvx2:
      return kDepthwiseConv2dPacking__avx2;
    case Isa::kAvx512Vnni:
      return kDepthwiseConv2dPacking__avx512vnni;
    case Isa::kNeon:
      return kDepthwiseConv2dPacking__neon;
    case Isa::kNeonDot:
      return kDepthwiseConv2dPacking__neondot;
  }
  return kDepthwiseConv2dPacking__scalar;
}

}  // namespace ocellus::kernels
