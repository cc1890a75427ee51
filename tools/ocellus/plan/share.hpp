// How the steps of a program are divided among threads, and where these have to wait for each
// other.
//
// A step is cut into bands of its output (runtime/kernels/band.hpp) where its kernel takes them and
// the work is worth it; any other step is done by one thread. Threads meet before a step only when
// one of them would touch memory that another has used since they last met, and one of the two
// writes: what is compared are byte ranges of the arena, so reused memory and scratch count too.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "runtime/isa.hpp"
#include "tools/ocellus/plan/plan.hpp"
#include "tools/ocellus/plan/program.hpp"

namespace ocellus::tools {

// What a thread does of a step: [begin, end) in the units of the step's bands, or [0, 1) of a step
// that is not divided; nothing when they are equal.
struct StepShare {
  bool meet = false;  // before the step; the same for all threads
  std::int32_t begin = 0;
  std::int32_t end = 0;
};

// What the bands of a step are counted in.
enum class Along { kOutput, kChannels };  // kernels::Band, kernels::ChannelBand

// How a step is divided for an instruction set, whatever the number of threads.
struct Division {
  std::int32_t end = 0;  // of the last band; 0 when it is not divided
  Along along = Along::kOutput;
};
Division division(const Step& step, Isa isa);

// The scratch memory of each thread that runs a step, `bytes` apart: rounded up so that no two
// share a cache line.
std::size_t scratch_apart(std::size_t bytes);

// By step of `program`, the scratch memory that `threads` threads need together where one needs
// `scratch_bytes`.
std::vector<std::size_t> scratch_of_threads(const Program& program,
                                            std::vector<std::size_t> scratch_bytes, int threads);

// By thread and position in plan.order. `scratch_bytes`, by step, is what one thread needs; the
// plan was made with scratch_of_threads for at least as many threads.
using Sharing = std::vector<std::vector<StepShare>>;
Sharing share(const Program& program, const Plan& plan,
              const std::vector<std::size_t>& scratch_bytes, Isa isa, int threads);

}  // namespace ocellus::tools
