// One step of a program, run with one instruction set's kernels wherever its tensors lie.
#pragma once

#include <cstddef>
#include <variant>

#include "runtime/kernels/kernel_set.hpp"
#include "tools/ocellus/plan/pack.hpp"
#include "tools/ocellus/plan/program.hpp"

namespace ocellus::tools {

// Runs step `index` of `program`; `address` turns a Place in working memory into std::byte*.
template <typename Address>
void execute(const Program& program, const PackedProgram& packed, std::size_t index,
             const kernels::KernelSet& kernels, Address address, std::byte* scratch) {
  const Step& step = program.steps[index];
  const std::byte* const parameters = packed.parameters.data() + packed.steps[index].offset;
  kernels::Operands at{.constants = parameters, .scratch = scratch};
  for (std::size_t i = 0; i < step.inputs.size(); ++i) {
    const Place& place = step.inputs[i];
    at.inputs[i] = place.storage == kConstants ? parameters + place.offset : address(place);
  }
  for (std::size_t i = 0; i < step.outputs.size(); ++i) at.outputs[i] = address(step.outputs[i]);
  std::visit([&](const auto& call) { kernels.run(packed.specialised(call, index), at); },
             step.call);
}

}  // namespace ocellus::tools
