// The end: what is left is killed, what is written is written, the power goes.
#pragma once

#include <chrono>

#include "apps/boot/mounts.hpp"
#include "apps/boot/system.hpp"

namespace ocellus::boot {

// How long processes may take to die that were killed.
inline constexpr Duration kLeftoverPatience = std::chrono::seconds(1);
// How long the media may take to write.
inline constexpr Duration kSyncPatience = std::chrono::seconds(5);

// Does not return where it succeeds, and takes kLeftoverPatience + kSyncPatience at most. With the
// camera's end before it (Supervisor::stop) that is 13 s from the key to the end: less than the 15
// s that the shortest watchdog of our boards counts.
Status power_off(System& system, BootPartition& partition);

}  // namespace ocellus::boot
