// What the scalar kernels compute of the fixed input (runtime/golden.hpp): the checksums that a
// compiled model carries for self-tests.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "tools/ocellus/graph/graph.hpp"
#include "tools/ocellus/plan/program.hpp"
#include "tools/ocellus/result.hpp"

namespace ocellus::tools {

struct GoldenPlace {
  std::size_t position = 0;  // in the order of the run: behind this step all of its bytes are known
  Place place;
  std::uint32_t checksum = 0;
};

struct GoldenRun {
  std::vector<GoldenPlace> places;  // every step's outputs, by position
  std::uint32_t outputs = 0;        // of the model's outputs, one after another
};

// `order`: of the steps of the program that the graph is lowered to. Parts of a concatenation may
// lie between each other; then they are known when the last of them is written. Fails as
// Interpreter::load() does. Takes as long as two inferences by the scalar kernels.
Result<GoldenRun> golden_run(const Graph& graph, std::span<const std::size_t> order);

}  // namespace ocellus::tools
