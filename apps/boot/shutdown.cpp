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

}  // namespace

Status power_off(System& system, BootPartition& partition) {
  kill_leftovers(system);
  if (const Status status = system.sync(kSyncPatience); !status.ok()) {
    complain(system, "sync", status);
  }
  partition.unmount();
  system.say("power off");
  return system.switch_off();
}

}  // namespace ocellus::boot
