// Where figures are taken.
#pragma once

#include <array>
#include <string_view>

namespace ocellus::bench {

struct Machine {
  std::array<char, 128> processor = {};  // as the kernel names it; "unknown" where it does not
  std::array<char, 128> system = {};     // "Linux 6.1.0 aarch64"
  int cores = 0;                         // online
};

Machine this_machine();

}  // namespace ocellus::bench
