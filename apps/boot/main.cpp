// The first process of a board: from the kernel's start to the end of its power.
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "apps/boot/devices.hpp"
#include "apps/boot/life.hpp"
#include "apps/boot/linux_slots.hpp"
#include "apps/boot/linux_system.hpp"
#include "apps/boot/shutdown.hpp"
#include "apps/boot/slot_keeper.hpp"
#include "apps/boot/updates.hpp"
#include "drivers/watchdog/linux_watchdog.hpp"
#include "platform/linux/firmware_slots.hpp"
#include "platform/linux/pool.hpp"
#include "platform/linux/this_board.hpp"

namespace ocellus::boot {
namespace {

constexpr int kFailed = 1;
constexpr int kMisused = 2;

// Asked for is what the board's timer counts at most.
GuardSettings guard_settings(const Options& options) {
  const platform::LinuxBoard* const board = platform::this_board();
  GuardSettings settings = {
      .timeout = std::chrono::duration_cast<watchdog::Seconds>(options.watchdog),
      .healthy = options.healthy};
  if (board != nullptr && board->watchdog.count() > 0) {
    settings.timeout = std::min(settings.timeout, board->watchdog);
  }
  return settings;
}

alignas(64) constinit std::byte g_pool[std::size_t{16} << 10];
LinuxSystem g_system;
watchdog::LinuxWatchdog g_watchdog;

// What the recovery console is to know, where it is due: which slot it comes from.
const char* recovery_argument(bool asked_for) {
  if (!asked_for && !recovery_is_due(g_system)) return nullptr;
  const auto running = running_slot(g_system);
  return running == slots::Slot::kB ? "recovery-B" : "recovery-A";
}

// The loader's part, where the board's own does not do it.
slots::FirmwareStart ask_firmware_loader(LinuxSlots& medium, const BootPartition& partition) {
  slots::FirmwareStart start;
  const auto running = running_slot(g_system);
  const DevicePath device = data_device(partition.device());
  if (!platform::is_loader_in_user_space() || !running || device[0] == 0) return start;
  const Status status =
      medium.firmware_starts(device.data(), *running, start, SlotKeeper::kPatience);
  if (!status.ok()) complain(g_system, "the choice of a slot", status);
  return start;
}

int boot(std::span<const char* const> words) {
  if (getpid() != 1) {
    g_system.say("this is a board's first process, which the kernel starts as /init");
    return kMisused;
  }
  g_system.begin();
  const Options options = read_options(words, g_system);
  BootPartition partition(g_system, options.partition);
  Diary diary(g_system, partition);
  Guard guard(g_system, diary, g_watchdog, guard_settings(options));
  prepare(g_system, partition, options, guard);
  diary.set_reset(g_watchdog.past_reset());
  std::array<char, 256> reason;
  std::size_t length = 0;
  if (g_system.take_panic(reason, length)) diary.set_panic({reason.data(), length});
  platform::pool::seal();

  LinuxSlots medium(g_system);
  const GuardedHealth health(guard);
  SlotKeeper slots(g_system, medium, partition, diary, health, options.confirm);
  Updates updates(g_system, partition, diary, slots, health);
  Devices devices(g_system, partition, &updates);
  const slots::FirmwareStart start = ask_firmware_loader(medium, partition);
  if (start.try_other) {
    diary.note_boot();
    diary.note_leave("restart");
    guard.step();
    complain(g_system, "restart", restart_into_other(g_system, partition));
  }
  const char* const recovery = recovery_argument(start.recovery);
  Supervisor camera(g_system, partition, diary, guard, options, &devices, recovery);
  // The recovery console looks for updates itself, and says what it thinks of them.
  Updates* const taker = recovery == nullptr ? &updates : nullptr;
  const Ending ending = live(g_system, camera, guard, &slots, &devices, taker);

  diary.note_leave(ending == Ending::kRestart ? "restart" : "power off");
  guard.step();  // for all that is left to do (shutdown.hpp)
  // Where this returns, the kernel panics, and restarts if it was told so (panic=).
  if (ending == Ending::kRestart) {
    complain(g_system, "restart", restart(g_system, partition));
  } else {
    complain(g_system, "power off", power_off(g_system, partition));
  }
  return kFailed;
}

}  // namespace
}  // namespace ocellus::boot

std::span<std::byte> ocellus::platform::pool::memory() { return boot::g_pool; }

int main(int count, char** words) {
  return ocellus::boot::boot({words + 1, static_cast<std::size_t>(count > 0 ? count - 1 : 0)});
}
