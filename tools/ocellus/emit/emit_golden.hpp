// What a self-test holds a compiled model against, as C++ (runtime/golden.hpp).
#pragma once

#include <string>

#include "tools/ocellus/emit/compilation.hpp"
#include "tools/ocellus/emit/golden_run.hpp"
#include "tools/ocellus/plan/pack.hpp"

namespace ocellus::tools {

// For the header: the tables that all instruction sets share, and the names of what
// golden_definition() writes.
std::string golden_declarations(const Compilation& compilation, const GoldenRun& golden);

// For the source of one ISA, behind everything else: kGolden__ISA. The source has a function
// steps(arena, SharedRun) and a table kShares.
std::string golden_definition(const Compilation& compilation, const PackedProgram& packed,
                              const GoldenRun& golden);

// The kernel that a step runs, without its ISA: "conv2d_s8".
std::string_view kernel_name(const Call& call);

}  // namespace ocellus::tools
