#include "runtime/kernels/kernel_set.hpp"
#include "runtime/kernels/kernel_sets.hpp"

namespace ocellus::kernels {

const Packing<Conv2d>& conv2d_packing(Isa isa) {
  switch (isa) {
    case Isa::kScalar:
    case Isa::kAvx2:
    case Isa::kAvx512Vnni:
    case Isa::kNeon:
    case Isa::kNeonDot:
      break;
  }
  return kConv2dPacking__scalar;
}

const Packing<DepthwiseConv2d>& depthwise_conv2d_packing(Isa isa) {
  switch (isa) {
    case Isa::kScalar:
    case Isa::kAvx2:
    case Isa::kAvx512Vnni:
    case Isa::kNeon:
    case Isa::kNeonDot:
      break;
  }
  return kDepthwiseConv2dPacking__scalar;
}

}  // namespace ocellus::kernels
