#include "runtime/kernels/peak.hpp"

#include <cstdint>

namespace ocellus::kernels {

PeakLoop peak_loop(Isa isa) {
  switch (isa) {
    case Isa::kScalar:
      return multiply_accumulates__scalar;
#if defined(__x86_64__)
    case Isa::kAvx2:
      return multiply_accumulates__avx2;
    case Isa::kAvx512Vnni:
      return multiply_accumulates__avx512vnni;
#elif defined(__aarch64__)
    case Isa::kNeon:
      return multiply_accumulates__neon;
    case Isa::kNeonDot:
      return multiply_accumulates__neondot;
#endif
    default:
      return nullptr;
  }
}

const char* peak_instruction(Isa isa) {
  switch (isa) {
    case Isa::kScalar:
      return "multiply and add";
    case Isa::kAvx2:
      return "vpmaddwd and vpaddd ymm";
    case Isa::kAvx512Vnni:
      return "vpdpbusd zmm";
    case Isa::kNeon:
      return "smull, smlal2 and sadalp";
    case Isa::kNeonDot:
      return "sdot";
    default:
      return "";
  }
}

double multiply_accumulates__scalar(int rounds) {
  std::int32_t sums[4] = {1, 1, 1, 1};
  std::int32_t input = 3;
  for (int round = 0; round < rounds; ++round) {
    for (std::int32_t& sum : sums) {
      // Opaque to the optimizer, which could otherwise multiply once for all rounds.
      asm volatile("" : "+r"(input));
      sum += input * round;
      asm volatile("" : "+r"(sum));
    }
  }
  return static_cast<double>(rounds) * 4;
}

double dependent_adds(int adds) {
  const int rounds = (adds + 63) / 64;
  std::uint64_t sum = 1;
  const std::uint64_t term = static_cast<std::uint64_t>(adds);
  // A register, not a constant: some processors add small constants without executing anything.
  for (int round = 0; round < rounds; ++round) {
#if defined(__x86_64__)
    asm volatile(".rept 64\n\tadd %1, %0\n\t.endr" : "+r"(sum) : "r"(term) : "cc");
#elif defined(__aarch64__)
    asm volatile(".rept 64\n\tadd %0, %0, %1\n\t.endr" : "+r"(sum) : "r"(term));
#else
    for (int i = 0; i < 64; ++i) {
      sum += term;
      asm volatile("" : "+r"(sum));
    }
#endif
  }
  return static_cast<double>(rounds) * 64;
}

}  // namespace ocellus::kernels
