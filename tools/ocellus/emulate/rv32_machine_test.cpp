#include "tools/ocellus/emulate/rv32_machine.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <string>

#include "tools/ocellus/plan/random_graph.hpp"

namespace ocellus::tools {
namespace {

using namespace std::chrono_literals;

// A program of preset virt-rv32; without that preset there is nothing to test here.
class OnTheMachine : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(program("ocellus-runner"))) {
      GTEST_SKIP() << "tools/build virt-rv32 has not been run";
    }
  }

  static std::string program(const std::string& name) {
    return std::filesystem::path(Rv32Machine::runner_of_this_build()).replace_filename(name);
  }
};

void fill(Interpreter& interpreter, std::uint64_t seed) {
  Random random(seed);
  for (std::size_t i = 0; i < interpreter.inputs(); ++i) {
    for (std::int8_t& value : as_int8(interpreter.input(i))) value = random.int8();
  }
}

// Whether every byte of working memory is what this machine's own kernels leave there.
testing::AssertionResult agrees(Rv32Machine& machine, const Graph& graph, std::uint64_t seed) {
  Result<Interpreter> here = Interpreter::load(graph);
  Result<Interpreter> there = Interpreter::prepare(graph, Isa::kRv32);
  if (!here.ok() || !there.ok()) return testing::AssertionFailure() << "the graph is refused";
  fill(here.value(), seed);
  fill(there.value(), seed);
  here.value().run();
  const Result<Done> ran = machine.run(there.value());
  if (!ran.ok()) return testing::AssertionFailure() << ran.failure().line();
  if (!std::ranges::equal(here.value().memory(), there.value().memory())) {
    return testing::AssertionFailure() << "seed " << seed << ": the tensors differ";
  }
  return testing::AssertionSuccess();
}

Graph small_graph() { return random_graph(1, 6); }

std::string failure_of(Rv32Machine& machine) {
  Result<Interpreter> interpreter = Interpreter::prepare(small_graph(), Isa::kRv32);
  const Result<Done> ran = machine.run(interpreter.value());
  return ran.ok() ? "" : ran.failure().line();
}

TEST_F(OnTheMachine, LeavesTheSameTensors) {
  Rv32Machine machine(program("ocellus-runner"));
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    EXPECT_TRUE(agrees(machine, random_graph(seed, 4 + static_cast<int>(seed)), seed));
  }
}

TEST_F(OnTheMachine, GrowsWithItsPrograms) {
  GraphMaker maker(3);
  maker.output(maker.depthwise(maker.input(2048, 2048, 8), 3, 32));  // 32 MiB of input
  Rv32Machine machine(program("ocellus-runner"));
  EXPECT_TRUE(agrees(machine, small_graph(), 1));
  EXPECT_TRUE(agrees(machine, maker.graph(), 2));
  EXPECT_TRUE(agrees(machine, small_graph(), 3));
}

TEST_F(OnTheMachine, NamesTheOperatorThatFaults) {
  Rv32Machine machine(program("rv32-faults"));
  for (int i = 0; i < 2; ++i) {  // a new machine each time
    const std::string line = failure_of(machine);
    EXPECT_NE(
        line.find("the emulated machine stopped in operator 0 (CONV_2D): illegal instruction"),
        line.npos)
        << line;
    EXPECT_EQ(line.find('\n'), line.npos);
  }
}

TEST_F(OnTheMachine, NoticesAHang) {
  Rv32Machine machine(program("rv32-hangs"), 300ms);
  EXPECT_EQ(failure_of(machine).rfind("--isa rv32: the emulated machine hangs before its first", 0),
            0);
}

TEST(Rv32Machine, SaysThatItsProgramIsMissing) {
  Rv32Machine machine("/there/is/no/runner");
  EXPECT_EQ(failure_of(machine),
            "--isa rv32: needs a program for the emulated machine, and /there/is/no/runner is not "
            "built; run tools/build virt-rv32");
}

}  // namespace
}  // namespace ocellus::tools
