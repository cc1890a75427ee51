// What this machine's processor can run.
#pragma once

#include "runtime/isa.hpp"

namespace ocellus::platform {

// Whether kernels of `isa` can run here: the processor has the instructions and the operating
// system saves the registers they use. False for every ISA of another architecture; true for
// kScalar. Costs next to nothing; does not allocate.
[[nodiscard]] bool cpu_supports(Isa isa);

// The most special of those that can run here.
[[nodiscard]] Isa best_isa();

}  // namespace ocellus::platform
