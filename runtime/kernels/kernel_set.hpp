// The kernels of one ISA, called with shapes known only at run time: what tests compare, what the
// host's interpreter runs, and how the compiler packs weights for a board it does not run on.
//
// Packing is portable code: any machine packs for any ISA. Only the run functions need the ISA.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "runtime/isa.hpp"
#include "runtime/kernels/operators.hpp"
#include "runtime/kernels/portable_operators.hpp"

namespace ocellus::kernels {

// The unpacked parameters of a convolution, as a .tflite file has them.
struct ConvParameters {
  std::span<const std::int8_t> filter;      // OHWI, or 1HWC for depthwise; zero point 0
  std::span<const std::int32_t> bias;       // one per output channel, or empty for zeros
  std::span<const Multiplier> multipliers;  // one per output channel
};

// How one ISA stores the parameters of a convolution. `Op` is Conv2d or DepthwiseConv2d.
template <typename Op>
struct Packing {
  // The way of requantizing that these parameters allow on this ISA; put it into
  // `op.requantize` before anything else is asked.
  Requantize (*choose_requantize)(const Op& op, const ConvParameters& parameters);
  // Bytes of the packed parameters; they must start on a 64-byte boundary.
  std::size_t (*packed_bytes)(const Op& op);
  // Writes exactly packed_bytes(op).
  void (*pack)(const Op& op, const ConvParameters& parameters, std::span<std::byte> packed);
  // Bytes of working memory that one run needs, 64-byte aligned; 0 when none.
  std::size_t (*scratch_bytes)(const Op& op);
};

// Layouts for `isa`; available on every machine.
const Packing<Conv2d>& conv2d_packing(Isa isa);
const Packing<DepthwiseConv2d>& depthwise_conv2d_packing(Isa isa);

// Every operator that a kernel set runs.
template <typename List, typename... First>
struct ListAfter;
template <typename... Ops, typename... First>
struct ListAfter<OperatorList<Ops...>, First...> {
  using Type = OperatorList<First..., Ops...>;
};
using EveryOperator = ListAfter<PortableOperators, Conv2d, DepthwiseConv2d, Add>::Type;

// Inputs and outputs never overlap, except that `add` may write over either of its inputs.
// Kernels read and write inside the extents their operator states, and nowhere else.
struct KernelSet {
  Isa isa;
  void (*conv2d)(const Conv2d& op, const std::int8_t* input, const std::byte* packed,
                 std::int8_t* output, std::byte* scratch);
  void (*depthwise_conv2d)(const DepthwiseConv2d& op, const std::int8_t* input,
                           const std::byte* packed, std::int8_t* output, std::byte* scratch);
  void (*add)(const Add& op, const std::int8_t* first, const std::int8_t* second,
              std::int8_t* output);
  PortableKernels portable;

  // The kernel of any operator. What a convolution calls packed are its constants.
  void run(const Conv2d& op, const Operands& at) const {
    conv2d(op, at.input(0), at.constants, at.output(0), at.scratch);
  }
  void run(const DepthwiseConv2d& op, const Operands& at) const {
    depthwise_conv2d(op, at.input(0), at.constants, at.output(0), at.scratch);
  }
  void run(const Add& op, const Operands& at) const {
    add(op, at.input(0), at.input(1), at.output(0));
  }
  template <typename Op>
  void run(const Op& op, const Operands& at) const {
    static_cast<const PortableKernel<Op>&>(portable).run(op, at);
  }
};

// The kernels built into this program for `isa`, or nullptr when the program was built for another
// architecture. Whether this machine's CPU can run them is for the caller to know (platform/).
const KernelSet* kernel_set(Isa isa);

}  // namespace ocellus::kernels
