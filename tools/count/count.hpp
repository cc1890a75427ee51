// The instructions that a compiled model executes, counted by an emulator.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "runtime/isa.hpp"
#include "tools/ocellus/result.hpp"

namespace ocellus::tools {

struct LayerCount {
  std::string kind;   // "CONV_2D 1x1", "DEPTHWISE_CONV_2D 3x3 stride 2"
  std::string label;  // describe(step)
  std::uint64_t macs = 0;
  std::uint64_t instructions = 0;
};

// A block of code, as often as it was executed from its start to its end.
struct ExecutedBlock {
  std::uint64_t address = 0;
  std::uint64_t instructions = 0;
  std::uint64_t times = 0;
};

struct Count {
  std::string name;
  std::string processor;  // that was emulated
  std::string program;    // the file that ran
  std::uint64_t macs = 0;
  std::uint64_t instructions = 0;       // of one run()
  std::vector<LayerCount> layers = {};  // each a function by itself, in the order of the run
  std::vector<ExecutedBlock> blocks =
      {};  // of the whole program: one run() and each layer once more
};

// Compiles the model at `path` for `isa`, kNeon or kNeonDot, and runs it. A line on stderr says
// what is being waited for.
Result<Count> count_instructions(const std::string& path, Isa isa);

}  // namespace ocellus::tools
