// The first process of a board: from the kernel's start to the end of its power.
#include <unistd.h>

#include <cstddef>
#include <span>
#include <string_view>

#include "apps/boot/life.hpp"
#include "apps/boot/linux_system.hpp"
#include "apps/boot/shutdown.hpp"
#include "platform/linux/pool.hpp"

namespace ocellus::boot {
namespace {

constexpr int kFailed = 1;
constexpr int kMisused = 2;

alignas(64) constinit std::byte g_pool[std::size_t{16} << 10];
LinuxSystem g_system;

int boot(std::span<const char* const> words) {
  if (getpid() != 1) {
    g_system.say("this is a board's first process, which the kernel starts as /init");
    return kMisused;
  }
  g_system.begin();
  const Options options = read_options(words, g_system);
  BootPartition partition(g_system, options.partition);
  prepare(g_system, partition, options);
  platform::pool::seal();

  Diary diary(g_system, partition);
  Supervisor camera(g_system, partition, diary, options);
  live(g_system, camera);

  // Where this returns, the kernel panics, and restarts if it was told so (panic=).
  complain(g_system, "power off", power_off(g_system, partition));
  return kFailed;
}

}  // namespace
}  // namespace ocellus::boot

std::span<std::byte> ocellus::platform::pool::memory() { return boot::g_pool; }

int main(int count, char** words) {
  return ocellus::boot::boot({words + 1, static_cast<std::size_t>(count > 0 ? count - 1 : 0)});
}
