#include "tools/ocellus/plan/pack.hpp"

#include <algorithm>
#include <cstring>
#include <variant>

#include "runtime/kernels/kernel_set.hpp"

namespace ocellus::tools {
namespace {

const kernels::Packing<kernels::Conv2d>& packing(Isa isa, const kernels::Conv2d&) {
  return kernels::conv2d_packing(isa);
}
const kernels::Packing<kernels::DepthwiseConv2d>& packing(Isa isa,
                                                          const kernels::DepthwiseConv2d&) {
  return kernels::depthwise_conv2d_packing(isa);
}

constexpr std::size_t aligned(std::size_t bytes) {
  return (bytes + kPackedAlignment - 1) / kPackedAlignment * kPackedAlignment;
}

// Calls visit(convolution, step index) for every step that is a convolution of either kind.
template <typename Visit>
void for_each_convolution(const Program& program, Visit visit) {
  for (std::size_t i = 0; i < program.steps.size(); ++i) {
    const Call& call = program.steps[i].call;
    if (const auto* conv = std::get_if<Convolution<kernels::Conv2d>>(&call)) {
      visit(*conv, i);
    } else if (const auto* depthwise = std::get_if<Convolution<kernels::DepthwiseConv2d>>(&call)) {
      visit(*depthwise, i);
    }
  }
}

}  // namespace

AlignedBytes::AlignedBytes(std::size_t size)
    : bytes_(size == 0 ? nullptr : new (std::align_val_t{kPackedAlignment}) std::byte[size]),
      size_(size) {
  if (size != 0) std::memset(bytes_.get(), 0, size);
}

PackedProgram pack(const Program& program, Isa isa) {
  PackedProgram packed;
  packed.isa = isa;
  packed.steps.resize(program.steps.size());
  std::size_t total = 0;
  for_each_convolution(program, [&](const auto& convolution, std::size_t i) {
    PackedStep& step = packed.steps[i];
    const auto& way = packing(isa, convolution.op);
    step.requantize = way.choose_requantize(convolution.op, convolution.parameters());
    const auto op = packed.specialised(convolution, i);
    step.scratch_bytes = way.scratch_bytes(op);
    step.bytes = way.packed_bytes(op);
    step.offset = total;
    total += aligned(step.bytes);
  });
  for (std::size_t i = 0; i < program.steps.size(); ++i) {
    const Step& step = program.steps[i];
    if (step.scratch_bytes != 0) packed.steps[i].scratch_bytes = step.scratch_bytes;
    if (step.constants.empty()) continue;
    packed.steps[i].offset = total;
    packed.steps[i].bytes = step.constants.size();
    total += aligned(step.constants.size());
  }
  packed.parameters = AlignedBytes(total);
  for (std::size_t i = 0; i < program.steps.size(); ++i) {
    std::ranges::copy(program.steps[i].constants,
                      packed.parameters.span().subspan(packed.steps[i].offset).begin());
  }
  for_each_convolution(program, [&](const auto& convolution, std::size_t i) {
    const PackedStep& step = packed.steps[i];
    packing(isa, convolution.op)
        .pack(packed.specialised(convolution, i), convolution.parameters(),
              packed.parameters.span().subspan(step.offset, step.bytes));
  });
  return packed;
}

std::vector<std::size_t> largest_scratch(const Program& program,
                                         std::span<const PackedProgram> packed) {
  std::vector<std::size_t> result(program.steps.size(), 0);
  for (const PackedProgram& one : packed) {
    for (std::size_t i = 0; i < result.size(); ++i) {
      result[i] = std::max(result[i], one.steps[i].scratch_bytes);
    }
  }
  return result;
}

}  // namespace ocellus::tools
