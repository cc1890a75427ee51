#include "apps/selftest/arena_words.hpp"

#include <cstdint>

namespace ocellus::selftest {
namespace {

// The shortest line of any processor that we run on; longer ones are asked for more than once.
constexpr std::size_t kCacheLine = 64;

// Writes the line back, if it was written, and forgets it. Programs may on Linux on both
// architectures.
void evict(const volatile std::byte* line) {
#if defined(__aarch64__)
  asm volatile("dc civac, %0" : : "r"(line) : "memory");
#elif defined(__x86_64__)
  asm volatile("clflush (%0)" : : "r"(line) : "memory");
#else
#error "how is a cache line written back here?"
#endif
}

void wait_for_memory() {
#if defined(__aarch64__)
  asm volatile("dsb sy" : : : "memory");
#elif defined(__x86_64__)
  asm volatile("mfence" : : : "memory");
#endif
}

}  // namespace

void ArenaWords::settle() {
  const auto* const bytes = reinterpret_cast<const volatile std::byte*>(words_);
  for (std::size_t at = 0; at < size_ * sizeof(Word); at += kCacheLine) evict(bytes + at);
  wait_for_memory();
}

}  // namespace ocellus::selftest
