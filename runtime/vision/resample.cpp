#include "runtime/vision/resample.hpp"

#include "runtime/vision/resample_sets.hpp"

namespace ocellus {

const Resample* resample(Isa isa) {
  switch (isa) {
    case Isa::kScalar:
      return &kResample__scalar;
#if defined(__x86_64__)
    case Isa::kAvx2:
      return &kResample__avx2;
    case Isa::kAvx512Vnni:
      return &kResample__avx512vnni;
#endif
#if defined(__aarch64__)
    case Isa::kNeon:
    case Isa::kNeonDot:
      return &kResample__neon;
#endif
#if defined(__riscv) && __riscv_xlen == 32
    case Isa::kRv32:
      return &kResample__scalar;
#endif
    default:
      return nullptr;
  }
}

}  // namespace ocellus
