#include "tests/operators/arena_run.hpp"

#include <algorithm>
#include <span>

#include "runtime/kernels/guarded_buffer.hpp"
#include "runtime/kernels/kernel_set.hpp"
#include "tools/ocellus/interpret/execute.hpp"
#include "tools/ocellus/plan/pack.hpp"
#include "tools/ocellus/plan/plan.hpp"

namespace ocellus::operators {

std::optional<std::vector<std::vector<std::byte>>> run_in_arena(
    const tools::Program& program, Isa isa, const std::vector<std::vector<std::byte>>& inputs) {
  const kernels::KernelSet& set = *kernels::kernel_set(isa);
  const tools::PackedProgram packed = tools::pack(program, isa);
  const tools::Plan plan =
      tools::make_plan(program, tools::largest_scratch(program, std::span(&packed, 1)));
  kernels::GuardedBuffer arena(plan.arena_bytes, tools::kPackedAlignment);
  const auto address = [&](const tools::Place& place) {
    return arena.bytes() + plan.offset(place);
  };
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    std::ranges::copy(inputs[i], address(program.inputs[i].place));
  }
  for (const std::size_t step : plan.order) {
    tools::execute(program, packed, step, set, address, arena.bytes() + plan.scratch_offsets[step]);
  }
  std::vector<std::vector<std::byte>> outputs;
  for (const tools::Port& port : program.outputs) {
    const std::byte* const from = address(port.place);
    outputs.emplace_back(from, from + port.place.bytes);
  }
  if (!arena.intact()) return std::nullopt;
  return outputs;
}

}  // namespace ocellus::operators
