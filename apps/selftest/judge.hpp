// From evidence to findings: each fault under its own name, and under no other.
//
// What rests on something that failed is not tested: a network on its kernels, a kernel on the
// weights that it reads and on the operators before it, all of them on memory. Where all cores
// come to the same wrong values, the kernel's code is damaged, which they have in common; where
// some cores are right, the others fail.
#pragma once

#include <span>

#include "apps/selftest/evidence.hpp"
#include "apps/selftest/finding.hpp"
#include "runtime/golden.hpp"

namespace ocellus::selftest {

// "memory", "cores", "weights of MODEL__ISA", "kernel NAME__ISA", "network MODEL__ISA". `models`:
// as the evidence counts them, at most kMostModels.
void judge(std::span<const Golden* const> models, const Evidence& evidence, Findings& findings);

}  // namespace ocellus::selftest
