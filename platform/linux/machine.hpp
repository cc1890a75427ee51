// What the kernel says of the machine that a program runs on.
#pragma once

#include <array>
#include <string_view>

namespace ocellus::platform {

struct Machine {
  std::array<char, 128> processor = {};  // as the kernel names it; "unknown" where it does not
  std::array<char, 128> system = {};     // "Linux 6.1.0 aarch64"
  int cores = 0;                         // online
};

// Does not allocate.
Machine this_machine();

}  // namespace ocellus::platform
