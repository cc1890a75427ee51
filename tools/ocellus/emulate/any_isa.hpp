// Interpreters for every instruction set that can be tried here: those of this processor, run by
// it, and rv32 on the emulated machine.
#pragma once

#include "runtime/isa.hpp"
#include "tools/ocellus/graph/graph.hpp"
#include "tools/ocellus/interpret/interpreter.hpp"
#include "tools/ocellus/result.hpp"

namespace ocellus::tools {

// Whether this program has kernels for `isa` that this processor runs; for rv32, whether the
// emulated machine's program has been built.
bool can_run(Isa isa);

// As Interpreter::load(), and for rv32 too.
Result<Interpreter> load_for(const Graph& graph, Isa isa);

// Runs it where its instruction set is. The emulated machine, one for the whole program, can fail.
// Not for several threads at once.
Result<Done> run(Interpreter& interpreter);

}  // namespace ocellus::tools
