// What inputs hold does not matter to the time, but it should not all be zero.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace ocellus::tools {

// The same bytes for the same size: a linear congruential generator's (Numerical Recipes, 7.1).
inline void fill_with_noise(std::span<std::byte> bytes) {
  std::uint32_t state = 1;
  for (std::byte& byte : bytes) {
    state = state * 1664525 + 1013904223;
    byte = static_cast<std::byte>(state >> 24);
  }
}

}  // namespace ocellus::tools
