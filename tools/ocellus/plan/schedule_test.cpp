#include "tools/ocellus/plan/schedule.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "tools/ocellus/plan/liveness.hpp"
#include "tools/ocellus/plan/lower.hpp"
#include "tools/ocellus/plan/random_graph.hpp"

namespace ocellus::tools {
namespace {

Program lowered(const Graph& graph) {
  Result<Program> program = lower(graph);
  EXPECT_TRUE(program.ok()) << program.failure().line();
  return std::move(program.value());
}

std::vector<std::size_t> no_scratch(const Program& program) {
  return std::vector<std::size_t>(program.steps.size(), 0);
}

// The smallest peak of all orders, by trying every one.
std::size_t smallest_peak(const Program& program, const std::vector<std::size_t>& scratch) {
  const auto before = predecessors(program);
  std::size_t best = std::numeric_limits<std::size_t>::max();
  std::vector<std::size_t> order;
  const auto extend = [&](auto& self) -> void {
    if (order.size() == program.steps.size()) {
      best = std::min(best, analyse(program, order, scratch).peak_bytes);
      return;
    }
    for (std::size_t i = 0; i < program.steps.size(); ++i) {
      const auto done = [&](std::size_t s) { return std::ranges::find(order, s) != order.end(); };
      if (done(i) || !std::ranges::all_of(before[i], done)) continue;
      order.push_back(i);
      self(self);
      order.pop_back();
    }
  };
  extend(extend);
  return best;
}

// Branches of different sizes from one input, in an unfortunate order, then joined by additions.
Graph branches(std::uint64_t seed) {
  GraphMaker maker(seed);
  Random& random = maker.random();
  const TensorId in = maker.input(8, 8, random.between(1, 8));
  std::vector<TensorId> ends;
  const std::int32_t count = random.between(2, 3);
  for (std::int32_t i = 0; i < count; ++i) {
    const TensorId wide = maker.conv(in, random.between(1, 64), 1, 1);
    ends.push_back(maker.conv(wide, 4, 1, 1));
    if (random.chance(0.3)) maker.output(maker.conv(wide, random.between(1, 20), 1, 1));
  }
  TensorId sum = ends[0];
  for (std::size_t i = 1; i < ends.size(); ++i) sum = maker.add(sum, ends[i]);
  maker.output(sum);
  return std::move(maker.graph());
}

// Lets some steps write a second output, which perhaps a later one reads.
void add_outputs(Program& program, Random& random) {
  const auto last = static_cast<std::int32_t>(program.steps.size()) - 1;
  for (std::int32_t writer = 0; writer <= last; ++writer) {
    if (random.chance(0.5)) continue;
    const auto bytes = static_cast<std::size_t>(random.between(1, 4000));
    const Place place{static_cast<StorageId>(program.storages.size()), 0, bytes};
    program.storages.push_back({bytes});
    program.steps[static_cast<std::size_t>(writer)].outputs.push_back(place);
    if (writer == last || random.chance(0.3)) continue;
    const auto reader = static_cast<std::size_t>(random.between(writer + 1, last));
    program.steps[reader].inputs.push_back(place);
  }
}

TEST(FindSchedule, FindsTheSmallestPeakOfAllOrders) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    Program program = lowered(branches(seed));
    Random random(seed);
    if (seed % 2 == 0) add_outputs(program, random);
    std::vector<std::size_t> scratch = no_scratch(program);
    for (std::size_t& bytes : scratch) bytes = static_cast<std::size_t>(random.between(0, 2000));
    const Schedule schedule = find_schedule(program, scratch);
    EXPECT_TRUE(schedule.proved);
    EXPECT_EQ(schedule.peak_bytes, smallest_peak(program, scratch)) << "seed " << seed;
    EXPECT_EQ(schedule.peak_bytes, analyse(program, schedule.order, scratch).peak_bytes);
  }
}

TEST(FindSchedule, EveryStepFollowsWhatItReads) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Program program = lowered(random_graph(seed, 40));
    const Schedule schedule = find_schedule(program, no_scratch(program));
    const auto before = predecessors(program);
    std::vector<bool> done(program.steps.size(), false);
    for (const std::size_t step : schedule.order) {
      for (const std::size_t other : before[step]) EXPECT_TRUE(done[other]);
      EXPECT_FALSE(done[step]);
      done[step] = true;
    }
    EXPECT_EQ(schedule.order.size(), program.steps.size());
  }
}

TEST(FindSchedule, NeverWorseThanTheFileEvenWhenCutOff) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Program program = lowered(random_graph(seed, 40));
    std::vector<std::size_t> order(program.steps.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    const std::size_t file = analyse(program, order, no_scratch(program)).peak_bytes;
    EXPECT_LE(find_schedule(program, no_scratch(program), 3).peak_bytes, file);
    EXPECT_LE(find_schedule(program, no_scratch(program)).peak_bytes, file);
  }
}

TEST(Analyse, AnAdditionWritesOverAnInputThatNobodyNeedsAnyMore) {
  GraphMaker maker(1);
  const TensorId in = maker.input(4, 4, 4);
  const TensorId a = maker.conv(in, 4, 1, 1);
  const TensorId b = maker.conv(in, 4, 1, 1);
  const TensorId sum = maker.add(a, b);
  maker.output(sum);
  const Program program = lowered(maker.graph());
  const std::vector<std::size_t> order = {0, 1, 2};
  const Liveness liveness = analyse(program, order, no_scratch(program));
  const auto storage = [&](TensorId id) {
    return program.places[static_cast<std::size_t>(id)].storage;
  };
  EXPECT_EQ(liveness.representative[static_cast<std::size_t>(storage(sum))], storage(a));
  EXPECT_EQ(liveness.live_bytes, (std::vector<std::size_t>{128, 192, 128}));
}

TEST(Analyse, EveryOutputOfAStepLivesUntilItsLastReader) {
  GraphMaker maker(1);
  const TensorId in = maker.input(4, 4, 4);
  maker.output(maker.conv(maker.conv(in, 4, 1, 1), 4, 1, 1));
  Program program = lowered(maker.graph());
  program.storages.push_back({1000});
  const Place second{static_cast<StorageId>(program.storages.size()) - 1, 0, 1000};
  program.steps[0].outputs.push_back(second);
  const std::vector<std::size_t> order = {0, 1};
  EXPECT_EQ(analyse(program, order, no_scratch(program)).live_bytes,
            (std::vector<std::size_t>{1128, 128}));
  program.steps[1].inputs.push_back(second);
  EXPECT_EQ(analyse(program, order, no_scratch(program)).live_bytes,
            (std::vector<std::size_t>{1128, 1128}));
}

TEST(Analyse, NoAdditionWritesOverAnOutput) {
  GraphMaker maker(1);
  const TensorId in = maker.input(4, 4, 4);
  const TensorId a = maker.conv(in, 4, 1, 1);
  maker.output(a);
  maker.output(maker.add(a, a));
  const Program program = lowered(maker.graph());
  const std::vector<std::size_t> order = {0, 1};
  EXPECT_EQ(analyse(program, order, no_scratch(program)).live_bytes,
            (std::vector<std::size_t>{128, 128}));
}

}  // namespace
}  // namespace ocellus::tools
