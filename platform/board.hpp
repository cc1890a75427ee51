// The facts of a board: what the compiler, the build and the programs must know about it.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "runtime/isa.hpp"

namespace ocellus::platform {

struct Board {
  std::string_view name;      // as in `--board NAME` and the preset's name
  std::string_view summary;   // one line for people
  std::span<const Isa> isas;  // what programs for it carry, best first; the CPU decides at start
  std::size_t memory_bytes;   // RAM that programs may count on
  std::size_t arena_limit_bytes;  // the largest arena a model may ask for
  int threads = 1;  // the most that models are divided among: no more than it has cores
};

}  // namespace ocellus::platform
