// The portable kernels, compiled for the instruction set of the source that includes this: one of
// kernels__ISA.cpp, each of which gets copies of its own.
#pragma once

#include "runtime/kernels/portable_operators.hpp"

namespace ocellus::kernels {
namespace {

template <typename... Ops>
constexpr PortableKernels compile_portable(OperatorList<Ops...>) {
  return {PortableKernel<Ops>{[](const Ops& op, const Operands& at) { run(op, at); }}...};
}

constexpr PortableKernels portable_kernels() { return compile_portable(PortableOperators{}); }

}  // namespace
}  // namespace ocellus::kernels
