// Any 64-bit Arm Linux board with a stock kernel: Jetson, Coral Dev Board, Amlogic, Sophon, Atlas.
#pragma once

#include "platform/board.hpp"

namespace ocellus::platform {

inline constexpr Isa kGenericAarch64Isas[] = {Isa::kNeonDot, Isa::kNeon};

inline constexpr Board kGenericAarch64 = {
    .name = "generic-aarch64",
    .summary = "64-bit Arm Linux board, its CPU only",
    .isas = kGenericAarch64Isas,
    .memory_bytes = std::size_t{512} << 20,
    .arena_limit_bytes = std::size_t{64} << 20,
    .threads = 4,
};

}  // namespace ocellus::platform
