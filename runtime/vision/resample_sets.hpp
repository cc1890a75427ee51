// The inner loops by name. Each set is defined in resample__ISA.cpp, compiled with that ISA's flags
// and present only in builds for its architecture.
#pragma once

#include "runtime/vision/resample.hpp"

namespace ocellus {

extern const Resample kResample__scalar;
extern const Resample kResample__avx2;
extern const Resample kResample__avx512vnni;
extern const Resample kResample__neon;

}  // namespace ocellus
