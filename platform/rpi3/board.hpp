// Raspberry Pi 3: four Cortex-A53, 512 MiB (A+) or 1 GiB.
#pragma once

#include "platform/raspberry-pi/linux.hpp"

namespace ocellus::platform {

inline constexpr Isa kRpi3Isas[] = {Isa::kNeon};

inline constexpr Board kRpi3 = {
    .name = "rpi3",
    .summary = "Raspberry Pi 3 B, B+ and A+",
    .isas = kRpi3Isas,
    .memory_bytes = std::size_t{512} << 20,
    .arena_limit_bytes = std::size_t{64} << 20,
    .threads = 4,
};

inline constexpr std::string_view kRpi3Trees[] = {"bcm2837-rpi-3-b.dtb", "bcm2837-rpi-3-b-plus.dtb",
                                                  "bcm2837-rpi-3-a-plus.dtb"};
inline constexpr LinuxBoard kRpi3Linux = bcm2837_board(kRpi3, kRpi3Trees);

}  // namespace ocellus::platform
