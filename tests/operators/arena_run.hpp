// A graph in one arena, as emitted code runs it, with forbidden memory around it.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "runtime/isa.hpp"
#include "tools/ocellus/plan/program.hpp"

namespace ocellus::operators {

// The outputs of one run of `program` with the kernels of `isa`, which this machine must have:
// packed, scheduled and placed as `ocellus compile` does, in an arena of exactly the planned size
// that is full of a pattern at first and ends at a page nobody may touch. `inputs` holds each
// input's bytes. Nothing when something was written before the arena; whatever touches memory
// behind it is a fault.
std::optional<std::vector<std::vector<std::byte>>> run_in_arena(
    const tools::Program& program, Isa isa, const std::vector<std::vector<std::byte>>& inputs);

}  // namespace ocellus::operators
