#include "apps/boot/shutdown.hpp"

namespace ocellus::boot {
namespace {

void kill_leftovers(System& system) {
  constexpr Duration kLook = std::chrono::milliseconds(10);
  const Instant deadline = system.now() + kLeftoverPatience;
  system.kill_all();
  for (;;) {
    while (system.reap()) {
    }
    if (!system.has_children()) return;
    if (system.now() >= deadline) break;
    system.pause(kLook);
  }
  system.say("a process cannot be killed; goes with the power");
}

void settle(System& system, BootPartition& partition) {
  kill_leftovers(system);
  if (const Status status = system.sync(kSyncPatience); !status.ok()) {
    complain(system, "sync", status);
  }
  partition.unmount();
}

}  // namespace

Status power_off(System& system, BootPartition& partition) {
  settle(system, partition);
  system.say("power off");
  return system.switch_off();
}

Status restart(System& system, BootPartition& partition) {
  settle(system, partition);
  system.say("restart");
  return system.restart();
}

Status restart_into_other(System& system, BootPartition& partition) {
  settle(system, partition);
  system.say("restart into the other slot");
  return system.restart_into_other();
}

}  // namespace ocellus::boot
