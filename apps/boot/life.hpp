// The life of a board between the kernel's start and the end of its power.
#pragma once

#include "apps/boot/guard.hpp"
#include "apps/boot/mounts.hpp"
#include "apps/boot/options.hpp"
#include "apps/boot/supervisor.hpp"
#include "apps/boot/system.hpp"

namespace ocellus::boot {

// What the camera needs: the kernel's views, the modules, the boot partition. What fails is
// reported, and the rest goes on.
void prepare(System& system, BootPartition& partition, const Options& options, Guard& guard);

// Keeps the camera running, and the watchdog fed while it gets on, until the power is to go, then
// ends it. Returns within Options::stop + Supervisor::kKillPatience of the wish.
void live(System& system, Supervisor& camera, Guard& guard);

}  // namespace ocellus::boot
