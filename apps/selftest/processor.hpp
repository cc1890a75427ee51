// Whether the processor has the instructions that this program's kernels were built for.
#pragma once

#include <span>

#include "apps/selftest/finding.hpp"
#include "runtime/isa.hpp"

namespace ocellus::selftest {

// "processor". `built`: the program has kernels for these, best first. `promised`: what the board's
// facts say it has one of, empty where nobody knows the board. `supports`: of this machine.
Finding judge_processor(std::span<const Isa> built, std::span<const Isa> promised,
                        bool (*supports)(Isa));

}  // namespace ocellus::selftest
