// Any bytes as a .tflite file that is then run: every instruction set gives the same bytes, alone
// in memory and in its planned arena, and none touches memory beside it.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

#include "runtime/kernels/runnable_isas.hpp"
#include "tests/operators/arena_run.hpp"
#include "tools/ocellus/interpret/interpreter.hpp"
#include "tools/ocellus/tflite/import.hpp"

namespace {

using ocellus::Isa;
using ocellus::tools::Graph;
using ocellus::tools::import_tflite;
using ocellus::tools::Interpreter;
using ocellus::tools::Program;
using ocellus::tools::Result;
using Bytes = std::vector<std::byte>;

void require(bool holds) {
  if (!holds) std::abort();
}

// Small enough for thousands of runs a second.
bool small(const Program& program) {
  std::uint64_t macs = 0, bytes = 0;
  for (const auto& step : program.steps) macs += step.macs + step.scratch_bytes;
  for (const auto& storage : program.storages) bytes += storage.bytes;
  return macs < 5'000'000 && bytes < 500'000;
}

// Every byte value, in an order that depends on where it stands.
std::vector<Bytes> inputs_of(const Program& program) {
  std::vector<Bytes> inputs;
  std::uint32_t state = 1;
  for (const auto& port : program.inputs) {
    Bytes& input = inputs.emplace_back(port.place.bytes);
    for (std::byte& byte : input) {
      state = state * 1664525 + 1013904223;
      byte = static_cast<std::byte>(state >> 24);
    }
  }
  return inputs;
}

std::vector<Bytes> run_apart(Interpreter& interpreter, const std::vector<Bytes>& inputs) {
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    std::ranges::copy(inputs[i], interpreter.input(i).begin());
  }
  interpreter.run();
  std::vector<Bytes> outputs;
  for (std::size_t i = 0; i < interpreter.outputs(); ++i) {
    const std::span<const std::byte> bytes = interpreter.output(i);
    outputs.emplace_back(bytes.begin(), bytes.end());
  }
  return outputs;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Result<Graph> graph =
      import_tflite(std::span(reinterpret_cast<const std::byte*>(data), size), "input");
  if (!graph.ok()) return 0;
  std::vector<Bytes> expected;
  for (const Isa isa : ocellus::kernels::runnable_isas()) {
    Result<Interpreter> loaded = Interpreter::load(graph.value(), isa);
    if (!loaded.ok()) {
      require(expected.empty() && !loaded.failure().line().empty());
      return 0;
    }
    const Program& program = loaded.value().program();
    if (!small(program)) return 0;
    const std::vector<Bytes> inputs = inputs_of(program);
    const std::vector<Bytes> apart = run_apart(loaded.value(), inputs);
    if (expected.empty()) expected = apart;
    require(apart == expected);
    const auto together = ocellus::operators::run_in_arena(program, isa, inputs);
    require(together.has_value() && *together == expected);
  }
  return 0;
}
