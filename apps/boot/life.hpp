// The life of a board between the kernel's start and the end of its power.
#pragma once

#include "apps/boot/devices.hpp"
#include "apps/boot/guard.hpp"
#include "apps/boot/mounts.hpp"
#include "apps/boot/options.hpp"
#include "apps/boot/slot_keeper.hpp"
#include "apps/boot/supervisor.hpp"
#include "apps/boot/system.hpp"
#include "apps/boot/updates.hpp"

namespace ocellus::boot {

// What the camera needs: the kernel's views, the modules, the boot partition. What fails is
// reported, and the rest goes on.
void prepare(System& system, BootPartition& partition, const Options& options, Guard& guard);

// What becomes of the board after live().
enum class Ending : std::uint8_t { kPowerOff, kRestart };

// Keeps the camera running, and the watchdog fed while it gets on, until the power is to go, then
// ends it. Returns within Options::stop + Supervisor::kKillPatience of the wish.
// `slots`, `updates`: nullptr where nothing is to be known of them. They may wish for a restart.
// `devices`: nullptr where nobody is given any.
Ending live(System& system, Supervisor& camera, Guard& guard, SlotKeeper* slots = nullptr,
            Devices* devices = nullptr, Updates* updates = nullptr);

}  // namespace ocellus::boot
