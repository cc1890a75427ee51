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

Ending live(System& system, Supervisor& camera, Guard& guard, SlotKeeper* slots, Devices* devices,
            Updates* updates) {
  const auto wants_restart = [=] {
    return (slots != nullptr && slots->wants_restart()) ||
           (updates != nullptr && updates->wants_restart());
  };
  guard.step();
  if (devices != nullptr) devices->begin();
  camera.start();
  if (slots != nullptr) slots->begin();
  while (!camera.stopped()) {
    const Instant slots_due = slots != nullptr ? slots->due() : kNever;
    const Instant updates_due = updates != nullptr ? updates->due() : kNever;
    switch (system.wait(std::min({camera.due(), guard.due(), slots_due, updates_due}))) {
      case Event::kDeadline:
        if (system.now() >= slots_due) slots->reach_deadline();
        if (system.now() >= guard.due()) guard.reach_deadline();
        if (system.now() >= camera.due()) camera.reach_deadline();
        if (system.now() >= updates_due) updates->reach_deadline();
        break;
      case Event::kChildEnded:
        while (const auto ended = system.reap()) {
          camera.note_end(*ended);
          if (updates != nullptr) updates->note_end(*ended);
        }
        break;
      case Event::kSender:
        if (updates != nullptr) updates->note_sender();
        break;
      case Event::kPowerOff:
        camera.stop();
        break;
      case Event::kDevices:
        if (devices != nullptr) devices->take_news();
        break;
    }
    if (wants_restart()) camera.stop();
  }
  return camera.wants_restart() || wants_restart() ? Ending::kRestart : Ending::kPowerOff;
}

}  // namespace ocellus::boot
