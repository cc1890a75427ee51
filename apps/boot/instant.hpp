// Points in time: the kernel's monotonic clock, which nobody sets.
#pragma once

#include <chrono>

namespace ocellus::boot {

using Clock = std::chrono::steady_clock;
using Instant = Clock::time_point;
using Duration = Clock::duration;

// A deadline that does not come.
inline constexpr Instant kNever = Instant::max();

}  // namespace ocellus::boot
