#include "runtime/kernels/kernel_set.hpp"

#include "runtime/kernels/kernel_sets.hpp"

namespace ocellus::kernels {

const KernelSet* kernel_set(Isa isa) {
  switch (isa) {
    case Isa::kScalar:
      return &kKernels__scalar;
#if defined(__x86_64__)
    case Isa::kAvx2:
      return &kKernels__avx2;
    case Isa::kAvx512Vnni:
      return &kKernels__avx512vnni;
#endif
#if defined(__aarch64__)
    case Isa::kNeon:
      return &kKernels__neon;
    case Isa::kNeonDot:
      return &kKernels__neondot;
#endif
#if defined(__riscv) && __riscv_xlen == 32
    case Isa::kRv32:
      return &kKernels__scalar;
#endif
    default:
      return nullptr;
  }
}

}  // namespace ocellus::kernels
