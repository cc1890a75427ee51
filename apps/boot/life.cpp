#include "apps/boot/life.hpp"

#include "apps/boot/modules.hpp"

namespace ocellus::boot {

void prepare(System& system, BootPartition& partition, const Options& options) {
  mount_kernel_views(system);
  load_modules(system);
  partition.await(options.patience);
}

void live(System& system, Supervisor& camera) {
  camera.start();
  while (!camera.stopped()) {
    switch (system.wait(camera.due())) {
      case Event::kDeadline:
        camera.reach_deadline();
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
