// The instruction sets that kernels are written for. Every one of them computes the same bits.
#pragma once

#include <cstdint>
#include <string_view>

namespace ocellus {

enum class Isa : std::uint8_t {
  kScalar,      // portable C++, the specification
  kAvx2,        // x86-64 with AVX2 and FMA
  kAvx512Vnni,  // x86-64 with AVX512 F, BW, DQ, VL and VNNI
  kNeon,        // aarch64, Advanced SIMD
  kNeonDot,     // aarch64, Advanced SIMD with SDOT (Armv8.2 FEAT_DotProd)
  kRv32,        // 32-bit RISC-V, RV32IMC: the scalar kernels, compiled for it
};

inline constexpr Isa kEveryIsa[] = {Isa::kScalar, Isa::kAvx2,    Isa::kAvx512Vnni,
                                    Isa::kNeon,   Isa::kNeonDot, Isa::kRv32};

// The name used in kernel names, on the command line and in reports.
constexpr std::string_view name(Isa isa) {
  switch (isa) {
    case Isa::kScalar:
      return "scalar";
    case Isa::kAvx2:
      return "avx2";
    case Isa::kAvx512Vnni:
      return "avx512vnni";
    case Isa::kNeon:
      return "neon";
    case Isa::kNeonDot:
      return "neondot";
    case Isa::kRv32:
      return "rv32";
  }
  return "?";
}

}  // namespace ocellus
