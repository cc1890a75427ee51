// The program's only heap: one fixed pool in .bss in place of malloc.
//
// A static program that links platform_pool gets its malloc, free, operator new and their kin from
// here. It says how large the pool is by defining pool::memory():
//
//   alignas(64) constinit std::byte g_pool[std::size_t{8} << 20];
//   std::span<std::byte> ocellus::platform::pool::memory() { return g_pool; }
//
// Libraries may allocate while the program starts. seal() ends that: a later allocation writes one
// line with its size and its callers to stderr and aborts. Freeing stays allowed for ever.
//
// One lock guards the pool, so threads may use it; it is made for the few threads of a start-up,
// not for speed. Allocating in a signal handler deadlocks, as with any malloc.
//
// With OCELLUS_SANITIZE the sanitizer keeps its own allocator, nothing is enforced, and stats()
// counts only what the sanitizer tells.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace ocellus::platform::pool {

// Defined by the program: the pool's memory, zero when the program starts, aligned to 16 bytes.
// Called from the first allocation on, which may be before any constructor has run.
std::span<std::byte> memory();

// From here on allocating is a fault of the program.
void seal();

struct Stats {
  std::size_t capacity = 0;              // bytes, the pool's own headers included
  std::size_t in_use = 0;                // bytes, likewise
  std::size_t peak = 0;                  // the highest in_use so far
  std::uint64_t allocations_before = 0;  // calls that asked for memory before the seal
  std::uint64_t allocations_after = 0;   // and after it: 0 as long as the program lives
};

Stats stats();

}  // namespace ocellus::platform::pool
