// A board for tests with all that lives on it: a fake system and watchdog, and the real duties.
#pragma once

#include "apps/boot/diary.hpp"
#include "apps/boot/fake_system.hpp"
#include "apps/boot/guard.hpp"
#include "apps/boot/life.hpp"
#include "apps/boot/supervisor.hpp"
#include "drivers/watchdog/fake_watchdog.hpp"

namespace ocellus::boot {

struct GuardedBoard {
  explicit GuardedBoard(const char* device = nullptr) : partition(system, device) {}

  FakeSystem system;
  Options options;
  watchdog::FakeWatchdog watchdog{
      [this] { return std::chrono::duration_cast<std::chrono::milliseconds>(system.time()); }};

  BootPartition partition;
  Diary diary{system, partition};
  Guard guard{system, diary, watchdog, {}};

  // Until the power is to go.
  Ending live(const char* recovery = nullptr) {
    Supervisor camera(system, partition, diary, guard, options, nullptr, recovery);
    return boot::live(system, camera, guard);
  }
};

}  // namespace ocellus::boot
