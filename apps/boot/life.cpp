#include "apps/boot/life.hpp"

#include <algorithm>

#include "apps/boot/modules.hpp"

namespace ocellus::boot {

void prepare(System& system, BootPartition& partition, const Options& options, Guard& guard) {
  mount_kernel_views(system);
  guard.step();  // its driver may be part of the kernel
  load_modules(system, guard);
  guard.tell_watchdog();
  partition.await(options.patience, guard);
}

void live(System& system, Supervisor& camera, Guard& guard) {
  guard.step();
  camera.start();
  while (!camera.stopped()) {
    switch (system.wait(std::min(camera.due(), guard.due()))) {
      case Event::kDeadline:
        if (system.now() >= guard.due()) guard.reach_deadline();
        if (system.now() >= camera.due()) camera.reach_deadline();
        break;
      case Event::kChildEnded:
        while (const auto ended = system.reap()) camera.note_end(*ended);
        break;
      case Event::kPowerOff:
        camera.stop();
        break;
    }
  }
}

}  // namespace ocellus::boot
