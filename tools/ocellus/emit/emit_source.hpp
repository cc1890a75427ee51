// The source of one ISA: run() as a list of kernel calls, and the Model that describes it.
#pragma once

#include <string>

#include "tools/ocellus/emit/compilation.hpp"
#include "tools/ocellus/emit/golden_run.hpp"
#include "tools/ocellus/plan/pack.hpp"

namespace ocellus::tools {

// Whether the source also has a table of its steps, in the order in which they run: what measures
// them one by one needs it. The table is `extern const ModelStep kSteps__ISA[kStepCount]`, declared
// in the header; run() stays as it is without.
enum class StepTable : bool { kNone, kEmitted };

std::string emit_source(const Compilation& compilation, const PackedProgram& packed,
                        StepTable table = StepTable::kNone, const GoldenRun* golden = nullptr);

// Name of the model's packed parameters for one ISA, in namespace ocellus::models::NAME.
std::string parameters_name(Isa isa);

}  // namespace ocellus::tools
