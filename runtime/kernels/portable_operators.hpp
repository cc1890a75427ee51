// The operators that have one body for all instruction sets: a loop that the compiler may vectorise
// for each of them. What they compute is decided in integers, so the bits are the same everywhere.
//
// A portable operator is a header with a struct of fixed-width fields, and a function
// `run(const Op&, const Operands&)` that is always inlined: its sources are compiled for several
// instruction sets, and an out-of-line copy made for one could be linked into another.
#pragma once

#include "runtime/kernels/arg_max_s8.hpp"
#include "runtime/kernels/broadcast_s8.hpp"
#include "runtime/kernels/detection_postprocess_f32.hpp"
#include "runtime/kernels/grouped_conv2d_s8.hpp"
#include "runtime/kernels/l2_normalization_s8.hpp"
#include "runtime/kernels/lookup_s8.hpp"
#include "runtime/kernels/operands.hpp"
#include "runtime/kernels/pool2d_s8.hpp"
#include "runtime/kernels/quantize_f32.hpp"
#include "runtime/kernels/reduce_s8.hpp"
#include "runtime/kernels/remap.hpp"
#include "runtime/kernels/resize_bilinear_s8.hpp"
#include "runtime/kernels/softmax_s8.hpp"
#include "runtime/kernels/transpose_conv_s8.hpp"

namespace ocellus::kernels {

template <typename... Ops>
struct OperatorList {};

// To add one: include its header and name it here.
using PortableOperators = OperatorList<Lookup, Pool2d, Reduce, ArgMax, ResizeBilinear,
                                       GroupedConv2d, TransposeConv, Remap, Broadcast, Softmax,
                                       L2Normalization, Quantize, Dequantize, DetectionPostProcess>;

template <typename Op>
struct PortableKernel {
  void (*run)(const Op& op, const Operands& at);
};

template <typename List>
struct PortableKernelsOf;

template <typename... Ops>
struct PortableKernelsOf<OperatorList<Ops...>> : PortableKernel<Ops>... {};

// The portable kernels as one instruction set runs them.
using PortableKernels = PortableKernelsOf<PortableOperators>;

}  // namespace ocellus::kernels
