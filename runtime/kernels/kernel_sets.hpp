// The kernel sets and packings by name. Each set is defined in kernels__ISA.cpp, compiled with that
// ISA's flags and present only in builds for its architecture; each packing in packing__ISA.cpp,
// plain code that is present in every host build.
#pragma once

#include "runtime/kernels/kernel_set.hpp"

namespace ocellus::kernels {

extern const KernelSet kKernels__scalar;
extern const KernelSet kKernels__avx2;
extern const KernelSet kKernels__avx512vnni;
extern const KernelSet kKernels__neon;
extern const KernelSet kKernels__neondot;

extern const Packing<Conv2d> kConv2dPacking__scalar;
extern const Packing<DepthwiseConv2d> kDepthwiseConv2dPacking__scalar;
extern const Packing<Conv2d> kConv2dPacking__avx2;
extern const Packing<DepthwiseConv2d> kDepthwiseConv2dPacking__avx2;
extern const Packing<Conv2d> kConv2dPacking__avx512vnni;
extern const Packing<DepthwiseConv2d> kDepthwiseConv2dPacking__avx512vnni;
extern const Packing<Conv2d> kConv2dPacking__neon;
extern const Packing<DepthwiseConv2d> kDepthwiseConv2dPacking__neon;
extern const Packing<Conv2d> kConv2dPacking__neondot;
extern const Packing<DepthwiseConv2d> kDepthwiseConv2dPacking__neondot;

}  // namespace ocellus::kernels
