// An emitted model against the interpreter on the scalar kernels, which are the specification.
#pragma once

#include <gtest/gtest.h>

#include <span>
#include <string>
#include <vector>

#include "platform/linux/cpu.hpp"
#include "runtime/model.hpp"
#include "tests/emitted/run_model.hpp"
#include "tools/ocellus/graph/fold.hpp"
#include "tools/ocellus/interpret/interpreter.hpp"
#include "tools/ocellus/tflite/import.hpp"

namespace ocellus {

// Runs `file` in the interpreter and the same model as emitted for every instruction set that the
// machine has, on inputs from seeds 1 to `seeds`; every output byte must be equal.
template <typename Arena>
void expect_equal_to_interpreter(const std::string& file, std::span<const Model* const> models,
                                 std::uint64_t seeds) {
  const tools::Result<tools::Graph> graph = tools::import_tflite(file);
  ASSERT_TRUE(graph.ok()) << graph.failure().line();
  tools::Graph simple = graph.value();
  tools::simplify(simple);
  tools::Result<tools::Interpreter> loaded = tools::Interpreter::load(simple);
  ASSERT_TRUE(loaded.ok()) << loaded.failure().line();
  tools::Interpreter& interpreter = loaded.value();
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    for (std::size_t i = 0; i < interpreter.inputs(); ++i) {
      fill_random(tools::as_int8(interpreter.input(i)), seed + i);
    }
    interpreter.run();
    std::vector<std::int8_t> expected;
    for (std::size_t i = 0; i < interpreter.outputs(); ++i) {
      const auto output = tools::as_int8(interpreter.output(i));
      expected.insert(expected.end(), output.begin(), output.end());
    }
    for (const Model* model : models) {
      if (!platform::cpu_supports(model->isa)) continue;
      EXPECT_EQ(run_model<Arena>(*model, seed), expected) << name(model->isa) << ", seed " << seed;
    }
  }
}

}  // namespace ocellus
