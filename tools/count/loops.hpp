// How fast processors execute a loop, by LLVM's models of them.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "runtime/isa.hpp"
#include "tools/count/listing.hpp"
#include "tools/ocellus/result.hpp"

namespace ocellus::tools {

// What a core's vector unit can do of the multiply-accumulate sequence of an instruction set: for
// NEON, SMULL and SMLAL2 of sixteen bytes and SADALP; with dot products, SDOT.
struct Core {
  std::string_view name;  // LLVM's
  Isa isa;
  double peak;  // multiply-accumulates a cycle
};

// Cortex-A53: one operation of 128 bits a cycle, so three cycles for sixteen. Arm has published no
// guide for it; this is LLVM's model (one unit of vector arithmetic for all three), and what Arm's
// "Cortex-A55 Software Optimization Guide", for its successor of the same structure, gives.
// Cortex-A72: "Cortex-A72 Software Optimization Guide", 3.15 (ASIMD integer instructions): multiply
// long and multiply accumulate long one a cycle on pipeline F0, pairwise add and accumulate on F1.
// Cortex-A76: "Cortex-A76 Software Optimization Guide", 3.15: SDOT two a cycle, on either V
// pipeline.
inline constexpr Core kCores[] = {
    {"cortex-a53", Isa::kNeon, 16.0 / 3},
    {"cortex-a72", Isa::kNeon, 8.0},
    {"cortex-a76", Isa::kNeonDot, 32.0},
};

// Innermost loops of `program`, an AArch64 ELF file, that multiply. `folder` is for files of
// passage.
Result<std::vector<Loop>> multiplying_loops(const std::string& program, const std::string& folder);

// Cycles of one round of the loop, averaged over many. Branches inside are taken to go nowhere.
Result<double> cycles(const Loop& loop, const Core& core, const std::string& folder);

}  // namespace ocellus::tools
