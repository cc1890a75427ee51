#include "tools/ocellus/plan/plan.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

#include "runtime/kernels/kernel_set.hpp"
#include "tools/ocellus/interpret/execute.hpp"
#include "tools/ocellus/interpret/interpreter.hpp"
#include "tools/ocellus/plan/arena.hpp"
#include "tools/ocellus/plan/lower.hpp"
#include "tools/ocellus/plan/pack.hpp"
#include "tools/ocellus/plan/random_graph.hpp"

namespace ocellus::tools {
namespace {

// Runs a plan as emitted code does: in its order, in one arena, scratch overwritten.
void run(const Program& program, const PackedProgram& packed, const Plan& plan, std::byte* arena) {
  const kernels::KernelSet& set = *kernels::kernel_set(packed.isa);
  for (const std::size_t i : plan.order) {
    execute(
        program, packed, i, set, [&](const Place& place) { return arena + plan.offset(place); },
        arena + plan.scratch_offsets[i]);
  }
}

TEST(MakePlan, RunsInItsArenaToTheSameOutputsAsInSeparateMemory) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    const Graph graph = random_graph(seed, 12 + static_cast<int>(seed));
    Result<Interpreter> interpreter = Interpreter::load(graph);
    ASSERT_TRUE(interpreter.ok()) << interpreter.failure().line();
    const Program program = std::move(lower(graph).value());
    const PackedProgram packed = pack(program, Isa::kScalar);
    // Scratch that the scalar kernels do not use, so that its place is tested too.
    std::vector<std::size_t> scratch(program.steps.size());
    Random random(seed);
    for (std::size_t& bytes : scratch) {
      bytes = random.chance(0.5) ? static_cast<std::size_t>(random.between(1, 900)) : 0;
    }
    const Plan plan = make_plan(program, scratch);
    EXPECT_GE(plan.arena_bytes, plan.lower_bound);
    EXPECT_GE(plan.lower_bound, std::ranges::max(plan.live_bytes));
    EXPECT_LE(plan.lower_bound, std::ranges::max(plan.live_bytes) + 6 * kArenaAlignment);

    AlignedBytes arena(plan.arena_bytes);
    std::ranges::fill(arena.span(), std::byte{0x5A});
    for (std::size_t k = 0; k < program.inputs.size(); ++k) {
      for (std::int8_t& value : as_int8(interpreter.value().input(k))) value = random.int8();
      const auto from = interpreter.value().input(k);
      std::memcpy(arena.data() + plan.offset(program.inputs[k].place), from.data(), from.size());
    }
    interpreter.value().run();
    // Scratch is written in full before every step, as a kernel might.
    Plan one_step = plan;
    for (const std::size_t step : plan.order) {
      std::memset(arena.data() + plan.scratch_offsets[step], 0xA5, scratch[step]);
      one_step.order = {step};
      run(program, packed, one_step, arena.data());
    }
    for (std::size_t k = 0; k < program.outputs.size(); ++k) {
      const auto expected = interpreter.value().output(k);
      EXPECT_EQ(std::memcmp(arena.data() + plan.offset(program.outputs[k].place), expected.data(),
                            expected.size()),
                0)
          << "seed " << seed << " output " << k;
      EXPECT_NE(*std::ranges::min_element(expected), *std::ranges::max_element(expected));
    }
  }
}

TEST(MakePlan, PeakIsWithinFivePercentOfItsBound) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    const Program program = std::move(lower(random_graph(seed, 60)).value());
    const Plan plan = make_plan(program, std::vector<std::size_t>(program.steps.size(), 0));
    EXPECT_LE(plan.arena_bytes, plan.lower_bound + plan.lower_bound / 20) << "seed " << seed;
  }
}

}  // namespace
}  // namespace ocellus::tools
