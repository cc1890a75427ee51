// This program's cross-built twin, run by QEMU on the instruction sets of another architecture.
#pragma once

#include <span>

#include "runtime/isa.hpp"
#include "tools/ocellus/result.hpp"

namespace ocellus::tools {

// Becomes the twin that has kernels for `isa`, with the same words; returns only when there is
// none, or no emulator for it.
Failure run_emulated(std::span<char* const> words, Isa isa);

}  // namespace ocellus::tools
