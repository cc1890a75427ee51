#include "runtime/kernels/kernel_set.hpp"

#include "runtime/kernels/kernel_sets.hpp"

namespace ocellus::kernels {

const KernelSet* kernel_set(Isa isa) {
  switch (isa) {
    case Isa::kScalar:
      return &kKernels__scalar;
    default:
      return nullptr;
  }
}

}  // namespace ocellus::kernels
