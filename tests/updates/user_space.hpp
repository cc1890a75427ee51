// The first process's part of the slots, in a board whose time passes only where it waits.
#pragma once

#include <algorithm>

#include "apps/boot/fake_slots.hpp"
#include "apps/boot/fake_system.hpp"
#include "apps/boot/slot_keeper.hpp"

namespace ocellus::tests {

class UserSpace {
 public:
  static constexpr boot::Duration kConfirm = std::chrono::seconds(20);
  static constexpr boot::Duration kHealthySince = std::chrono::seconds(5);

  UserSpace(slots::Slot running, boot::SlotMedium& medium, bool healthy, bool after_fault)
      : partition_(system_, "/dev/vda1"),
        diary_(system_, partition_),
        keeper_(system_, medium, partition_, diary_, health_, kConfirm) {
    system_.files["/proc/cmdline"] =
        running == slots::Slot::kA ? "ocellus.slot=2" : "ocellus.slot=3";
    partition_.mount_if_there();
    if (after_fault) diary_.set_panic("Oops");
    if (healthy) health_.since = boot::Instant(kHealthySince);
  }

  void begin() { keeper_.begin(); }
  // Whether anything is to come before `end`, of the slots.
  bool goes_on(boot::Duration end) const {
    return !keeper_.wants_restart() && keeper_.due() != boot::kNever &&
           keeper_.due() <= boot::Instant(end);
  }
  void go_on() {
    system_.pause(std::max(keeper_.due() - system_.now(), boot::Duration::zero()));
    keeper_.reach_deadline();
  }
  bool wants_restart() const { return keeper_.wants_restart(); }
  boot::Duration time() const { return system_.time(); }

 private:
  boot::FakeSystem system_;
  boot::BootPartition partition_;
  boot::Diary diary_;
  boot::FakeHealth health_;
  boot::SlotKeeper keeper_;
};

}  // namespace ocellus::tests
