// Where figures were taken.
#pragma once

#include <string>

namespace ocellus::tools {

struct Machine {
  std::string cpu;          // as the kernel names it
  int cores = 0;            // online
  std::string system;       // "Linux 6.1.0 x86_64"
  std::string temperature;  // of the first readable sensor: "47 C"; else why there is none
  double load = 0;          // runnable programs over the last minute, this one among them
  std::string date;         // of today, UTC: "2026-11-21"
};

Machine this_machine();

}  // namespace ocellus::tools
