// What a person asks of a long test by the environment: tests/README.md has the list.
#pragma once

#include <cstdlib>

namespace ocellus::tests {

// The number that the variable says, or `otherwise`.
inline unsigned knob(const char* name, unsigned otherwise) {
  const char* const wanted = std::getenv(name);
  return wanted != nullptr ? static_cast<unsigned>(std::strtoul(wanted, nullptr, 10)) : otherwise;
}

}  // namespace ocellus::tests
