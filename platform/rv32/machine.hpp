// How a bare RV32 program ends, by itself or by a fault.
#pragma once

#include <cstdint>

namespace ocellus::platform {

// Ends the machine with an exit status that its owner sees. Each board defines it.
extern "C" [[noreturn]] void rv32_power_off(int status);

// The registers at a trap, as trap.S saves them: x[0] is the program counter.
struct TrapRegisters {
  std::uint32_t x[32];
};

inline constexpr int kTrapStatus = 70;  // of a machine that ended with a trap

}  // namespace ocellus::platform
