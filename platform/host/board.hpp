// A development machine: x86-64 or arm64 Linux.
#pragma once

#include "platform/board.hpp"

namespace ocellus::platform {

#if defined(__aarch64__)
inline constexpr Isa kHostIsas[] = {Isa::kNeonDot, Isa::kNeon, Isa::kScalar};
#else
inline constexpr Isa kHostIsas[] = {Isa::kAvx512Vnni, Isa::kAvx2, Isa::kScalar};
#endif

inline constexpr Board kHost = {
    .name = "host",
    .summary = "development machine, x86-64 or arm64 Linux",
    .isas = kHostIsas,
    .memory_bytes = std::size_t{1} << 30,
    .arena_limit_bytes = std::size_t{256} << 20,
    .threads = 4,
};

}  // namespace ocellus::platform
