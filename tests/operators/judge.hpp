// A random model through the importer and the interpreter, beside the textbook.
#pragma once

#include <string>
#include <vector>

#include "runtime/isa.hpp"
#include "tests/operators/random/random_model.hpp"

namespace ocellus::operators {

struct Verdict {
  Isa isa = Isa::kScalar;
  bool refused = false;  // by the importer or the interpreter; `why` is what it said
  bool equal = false;
  std::string why;
  std::string line() const;
};

// One for each instruction set that this build has and this machine can run, and for rv32 where the
// emulated machine's program has been built (tools/build virt-rv32).
std::vector<Verdict> judge(const random::RandomModel& model);

std::vector<Isa> runnable_isas();

}  // namespace ocellus::operators
