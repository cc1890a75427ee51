// The source of one ISA: run() as a list of kernel calls, and the Model that describes it.
#pragma once

#include <string>

#include "tools/ocellus/emit/compilation.hpp"
#include "tools/ocellus/plan/pack.hpp"

namespace ocellus::tools {

std::string emit_source(const Compilation& compilation, const PackedProgram& packed);

// Name of the model's packed parameters for one ISA, in namespace ocellus::models::NAME.
std::string parameters_name(Isa isa);

}  // namespace ocellus::tools
