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

// Does not return where it succeeds, and takes kLeftoverPatience + kSyncPatience at most: less than
// the 10 s that a watchdog is asked to count at least, which is fed just before. With the camera's
// end before it (Supervisor::stop) and a line in the diary that is 14 s from the key to the end.
Status power_off(System& system, BootPartition& partition);

// Likewise, but the board starts again.
Status restart(System& system, BootPartition& partition);

// Likewise, and the loader starts the other slot once: it was asked to, or is by this.
Status restart_into_other(System& system, BootPartition& partition);

}  // namespace ocellus::boot
