// Which pieces of memory are needed while each step runs.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "tools/ocellus/plan/program.hpp"

namespace ocellus::tools {

// A storage and the steps, both included, between which its bytes must be kept: from the first
// write (or the start, for an input) to the last read (or the end, for an output).
struct Lifetime {
  std::size_t first = 0;
  std::size_t last = 0;
};

// What the order of a program's steps does to memory.
struct Liveness {
  std::vector<Lifetime> lifetimes;        // by StorageId; merged storages share one
  std::vector<StorageId> representative;  // by StorageId; itself unless merged into another
  std::vector<std::size_t> live_bytes;    // by position in the order, scratch included
  std::size_t peak_bytes = 0;             // the largest of them: no plan can need less
  std::size_t peak_position = 0;
};

// `order` holds every index of program.steps once, so that every step follows those it reads from;
// `scratch_bytes` is by step. An ADD whose input is read for the last time writes over it: their
// storages are merged.
Liveness analyse(const Program& program, std::span<const std::size_t> order,
                 std::span<const std::size_t> scratch_bytes);

// By step, the steps that write what it reads.
std::vector<std::vector<std::size_t>> predecessors(const Program& program);

// The inputs whose storage the step could hand on to its output if nobody needed them afterwards:
// those of element-wise kernels, where input and output fill their storages. Graph outputs are
// never handed on.
std::vector<StorageId> overwritable(const Program& program, const Step& step);

}  // namespace ocellus::tools
