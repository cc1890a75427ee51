// The order of a program's steps that needs the least memory at its worst moment.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "tools/ocellus/plan/program.hpp"

namespace ocellus::tools {

struct Schedule {
  std::vector<std::size_t> order;  // indices into program.steps
  std::size_t peak_bytes = 0;      // the most that is live at once, as liveness.hpp counts it
  bool proved = false;             // no order has a smaller peak; otherwise the search was cut off
};

// Searches best first over sets of finished steps: what is live depends only on which steps have
// run, not on their order. A step that raises no peak and leaves no more live than before is taken
// at once, since running it later could never be better; that leaves few real choices in networks
// made of chains, residual blocks and heads. After `limit` expansions the better of the file's
// order and a greedy one is taken. The file's order is kept where nothing beats it.
Schedule find_schedule(const Program& program, std::span<const std::size_t> scratch_bytes,
                       std::size_t limit = 20000);

}  // namespace ocellus::tools
