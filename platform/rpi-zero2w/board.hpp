// Raspberry Pi Zero 2 W: four Cortex-A53, 512 MiB.
#pragma once

#include "platform/raspberry-pi/linux.hpp"

namespace ocellus::platform {

inline constexpr Isa kRpiZero2wIsas[] = {Isa::kNeon};

inline constexpr Board kRpiZero2w = {
    .name = "rpi-zero2w",
    .summary = "Raspberry Pi Zero 2 W",
    .isas = kRpiZero2wIsas,
    .memory_bytes = std::size_t{512} << 20,
    .arena_limit_bytes = std::size_t{64} << 20,
    .threads = 4,
};

inline constexpr std::string_view kRpiZero2wTrees[] = {"bcm2837-rpi-zero-2-w.dtb"};
inline constexpr LinuxBoard kRpiZero2wLinux = bcm2837_board(kRpiZero2w, kRpiZero2wTrees);

}  // namespace ocellus::platform
