// One step of a program, run with one instruction set's kernels wherever its tensors lie.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>
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
  const auto input = [&](std::size_t i) -> const std::byte* {
    const Place& place = step.inputs[i];
    return place.storage == kConstants ? parameters + place.offset : address(place);
  };
  const auto int8_input = [&](std::size_t i) {
    return reinterpret_cast<const std::int8_t*>(input(i));
  };
  auto* const int8_output = reinterpret_cast<std::int8_t*>(address(step.outputs[0]));
  std::visit(
      [&](const auto& call) {
        using Kind = std::decay_t<decltype(call)>;
        if constexpr (std::is_same_v<Kind, Convolution<kernels::Conv2d>>) {
          kernels.conv2d(packed.specialised(call, index), int8_input(0), parameters, int8_output,
                         scratch);
        } else if constexpr (std::is_same_v<Kind, Convolution<kernels::DepthwiseConv2d>>) {
          kernels.depthwise_conv2d(packed.specialised(call, index), int8_input(0), parameters,
                                   int8_output, scratch);
        } else if constexpr (std::is_same_v<Kind, kernels::Add>) {
          kernels.add(call, int8_input(0), int8_input(1), int8_output);
        } else {
          kernels::Operands at{.constants = parameters, .scratch = scratch};
          for (std::size_t i = 0; i < step.inputs.size(); ++i) at.inputs[i] = input(i);
          for (std::size_t i = 0; i < step.outputs.size(); ++i) {
            at.outputs[i] = address(step.outputs[i]);
          }
          kernels.run(call, at);
        }
      },
      step.call);
}

}  // namespace ocellus::tools
