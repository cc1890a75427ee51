// Where things lie on QEMU's `virt` machine for RISC-V.
#pragma once

#include <cstdint>

namespace ocellus::platform::virt_rv32 {

// The SiFive test finisher: a word written here ends QEMU, with the status in its upper half.
inline constexpr std::uintptr_t kFinisher = 0x100000;
inline constexpr std::uint32_t kPass = 0x5555;
inline constexpr std::uint32_t kFail = 0x3333;

}  // namespace ocellus::platform::virt_rv32
