// How many multiply-accumulates an instruction set can reach on registers alone: the yardstick that
// every kernel's rate is told against. The instructions are those that the kernels multiply with.
#pragma once

#include "runtime/isa.hpp"

namespace ocellus::kernels {

// Executes int8 multiply-accumulates on independent sums, without touching memory, `rounds` times a
// fixed number of them. Returns how many that were; it is for the caller to take the time. Whether
// the CPU can run them is for the caller to know (platform/).
using PeakLoop = double (*)(int rounds);

// nullptr when the program was built for another architecture, or the ISA has no loop.
PeakLoop peak_loop(Isa isa);

// What the loop executes, for people: "vpdpbusd zmm".
const char* peak_instruction(Isa isa);

double multiply_accumulates__scalar(int rounds);
double multiply_accumulates__avx2(int rounds);
double multiply_accumulates__avx512vnni(int rounds);
double multiply_accumulates__neon(int rounds);
double multiply_accumulates__neondot(int rounds);

// A chain of `adds` additions, each of which waits for the one before: one for each cycle of the
// core's clock on every processor in use here, so that it tells the clock where nothing else does.
// Rounds up to a multiple of 64 and returns how many cycles that was.
double dependent_adds(int adds);

}  // namespace ocellus::kernels
