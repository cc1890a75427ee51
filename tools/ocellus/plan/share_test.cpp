#include "tools/ocellus/plan/share.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <numeric>
#include <type_traits>
#include <variant>

#include "runtime/kernels/add_s8__scalar.hpp"
#include "runtime/kernels/conv2d_s8__scalar.hpp"
#include "runtime/kernels/depthwise_conv2d_s8__scalar.hpp"
#include "tools/ocellus/interpret/execute.hpp"
#include "tools/ocellus/interpret/interpreter.hpp"
#include "tools/ocellus/plan/lower.hpp"
#include "tools/ocellus/plan/pack.hpp"
#include "tools/ocellus/plan/random_graph.hpp"

namespace ocellus::tools {
namespace {

// Residual blocks on maps of odd and even sizes, large enough to be divided; two heads.
Graph network(std::uint64_t seed) {
  GraphMaker maker(seed);
  const auto height = maker.random().between(17, 34);
  const auto width = maker.random().between(17, 34);
  TensorId x = maker.input(height, width, 4);
  x = maker.conv(x, 24, 3, maker.random().between(1, 2));
  std::vector<TensorId> heads;
  for (int block = 0; block < 4; ++block) {
    const TensorId before = x;
    x = maker.conv(x, 48, 1, 1, Activation::kRelu6);
    x = maker.depthwise(x, maker.random().chance(0.7) ? 3 : 5, block == 2 ? 2 : 1);
    x = maker.conv(x, 24, 1, 1);
    if (block != 2) x = maker.add(before, x);
    heads.push_back(maker.conv(x, 6, maker.random().chance(0.5) ? 1 : 3, 1));
  }
  x = maker.conv(x, 140, 3, 3);
  x = maker.conv(x, 200, 1, 1);
  for (const TensorId head : heads) maker.output(head);
  maker.output(x);
  return std::move(maker.graph());
}

// One member's share of one step, by the scalar kernels.
void run_share(const Program& program, const PackedProgram& packed, const Plan& plan,
               std::size_t index, const StepShare& share, Isa isa, std::byte* arena) {
  if (share.begin == share.end) return;
  const Step& step = program.steps[index];
  const auto at = [&](const Place& place) {
    return reinterpret_cast<std::int8_t*>(arena + plan.offset(place));
  };
  const std::byte* const parameters = packed.parameters.data() + packed.steps[index].offset;
  const kernels::Band band = {share.begin, share.end};
  const Division divided = division(step, isa);
  if (divided.end == 0) {
    execute(
        program, packed, index, *kernels::kernel_set(Isa::kScalar),
        [&](const Place& place) { return arena + plan.offset(place); },
        arena + plan.scratch_offsets[index]);
  } else if (const auto* conv = std::get_if<Convolution<kernels::Conv2d>>(&step.call)) {
    const bool channels = divided.along == Along::kChannels;
    kernels::conv2d_s8__scalar(
        conv->op, at(step.inputs[0]), parameters, at(step.outputs[0]), nullptr,
        channels ? whole(conv->op) : band,
        channels ? kernels::ChannelBand{share.begin, share.end} : all_channels(conv->op));
  } else if (const auto* depth = std::get_if<Convolution<kernels::DepthwiseConv2d>>(&step.call)) {
    kernels::depthwise_conv2d_s8__scalar(depth->op, at(step.inputs[0]), parameters,
                                         at(step.outputs[0]), nullptr, band);
  } else if (const auto* add = std::get_if<kernels::Add>(&step.call)) {
    kernels::Add op = *add;
    op.size = static_cast<std::uint32_t>(band.size());
    kernels::add_s8__scalar(op, at(step.inputs[0]) + band.begin, at(step.inputs[1]) + band.begin,
                            at(step.outputs[0]) + band.begin);
  } else {
    FAIL() << "nothing here divides " << step.operator_name;
  }
}

// Whatever the threads do between two meetings may happen in any order: in the members' and in the
// opposite one, and with all scratch that a member might write.
TEST(Share, AnyOrderBetweenMeetingsGivesTheBitsOfOneThread) {
  std::size_t divided = 0;
  std::size_t by_channels = 0;
  std::size_t together = 0;  // steps that need no meeting
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    const Graph graph = network(seed);
    Result<Interpreter> interpreter = Interpreter::load(graph);
    ASSERT_TRUE(interpreter.ok()) << interpreter.failure().line();
    const Program program = std::move(lower(graph).value());
    const PackedProgram packed = pack(program, Isa::kScalar);
    Random random(seed);
    std::vector<std::size_t> scratch(program.steps.size());
    for (std::size_t& bytes : scratch) {
      bytes = random.chance(0.7) ? static_cast<std::size_t>(random.between(1, 900)) : 0;
    }
    const Plan plan = make_plan(program, scratch_of_threads(program, scratch, 4));
    for (std::int8_t& value : as_int8(interpreter.value().input(0))) value = random.int8();
    std::vector<std::byte> input(interpreter.value().input(0).begin(),
                                 interpreter.value().input(0).end());
    interpreter.value().run();

    for (int threads = 1; threads <= 4; ++threads) {
      // Both ways to divide; the scalar kernels run either.
      const Isa isa = seed % 2 == 0 ? Isa::kScalar : Isa::kNeon;
      const Sharing sharing = share(program, plan, scratch, isa, threads);
      ASSERT_EQ(sharing.size(), static_cast<std::size_t>(threads));
      for (const bool backwards : {false, true}) {
        AlignedBytes arena(plan.arena_bytes);
        std::ranges::fill(arena.span(), std::byte{0x5A});
        std::memcpy(arena.data() + plan.offset(program.inputs[0].place), input.data(),
                    input.size());
        std::size_t from = 0;
        while (from < plan.order.size()) {
          std::size_t to = from + 1;  // the next meeting
          while (to < plan.order.size() && !sharing[0][to].meet) ++to;
          together += to - from - 1;
          for (std::size_t m = 0; m < sharing.size(); ++m) {
            const std::size_t member = backwards ? sharing.size() - 1 - m : m;
            for (std::size_t position = from; position < to; ++position) {
              const std::size_t step = plan.order[position];
              const StepShare& own = sharing[member][position];
              if (own.begin == own.end) continue;
              const std::size_t apart = scratch_apart(scratch[step]);
              const std::size_t offset =
                  division(program.steps[step], isa).end == 0 ? 0 : member * apart;
              std::memset(arena.data() + plan.scratch_offsets[step] + offset, 0xA5, scratch[step]);
              run_share(program, packed, plan, step, own, isa, arena.data());
            }
          }
          from = to;
        }
        for (std::size_t k = 0; k < program.outputs.size(); ++k) {
          const auto expected = interpreter.value().output(k);
          ASSERT_EQ(std::memcmp(arena.data() + plan.offset(program.outputs[k].place),
                                expected.data(), expected.size()),
                    0)
              << "seed " << seed << " output " << k << " threads " << threads << " backwards "
              << backwards;
        }
      }
    }
    for (const Step& step : program.steps) {
      const Division d = division(step, Isa::kScalar);
      divided += d.end == 0 ? 0 : 1;
      by_channels += d.along == Along::kChannels ? 1 : 0;
    }
  }
  EXPECT_GT(divided, 100U);
  EXPECT_GT(by_channels, 10U);
  EXPECT_GT(together, 100U);
}

TEST(Share, CoversEveryStepOnceWhateverTheNumberOfThreads) {
  const Program program = std::move(lower(network(3)).value());
  const std::vector<std::size_t> scratch(program.steps.size(), 100);
  for (int threads = 1; threads <= 64; threads += threads < 4 ? 1 : 15) {
    const Plan plan = make_plan(program, scratch_of_threads(program, scratch, threads));
    const Sharing sharing =
        share(program, plan, scratch, Isa::kScalar, threads);  // some have more than the rows
    for (std::size_t position = 0; position < plan.order.size(); ++position) {
      const std::int32_t whole =
          std::max(division(program.steps[plan.order[position]], Isa::kScalar).end, 1);
      std::int32_t at = 0;
      for (const std::vector<StepShare>& member : sharing) {
        const StepShare& own = member[position];
        EXPECT_EQ(own.meet, sharing[0][position].meet);
        EXPECT_EQ(own.meet && threads == 1, false);
        if (own.begin == own.end) continue;
        EXPECT_EQ(own.begin, at);
        at = own.end;
      }
      EXPECT_EQ(at, whole);
    }
  }
}

}  // namespace
}  // namespace ocellus::tools
