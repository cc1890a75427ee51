#include "apps/boot/life.hpp"

#include <gtest/gtest.h>

#include "apps/boot/guarded_board.hpp"
#include "apps/boot/modules.hpp"

namespace ocellus::boot {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

TEST(Life, PreparesInOrder) {
  GuardedBoard board("/dev/mmcblk0p1");
  FakeSystem& system = board.system;
  system.files[kModuleListPath] = "/modules/00-mmc.ko\n";
  prepare(system, board.partition, Options(), board.guard);
  EXPECT_EQ(system.calls,
            (std::vector<std::string>{"mount devtmpfs /dev devtmpfs", "mount proc /proc proc",
                                      "mount sysfs /sys sysfs", "load /modules/00-mmc.ko()",
                                      "mount /dev/mmcblk0p1 /boot vfat ro"}));
}

TEST(Life, ReapsWhatOthersLeftBehind) {
  GuardedBoard board;
  FakeSystem& system = board.system;
  system.leftovers = 5;
  system.kill_all();  // they are dead and nobody knows it
  system.lives = {{.lasts = seconds(1)}, {}};
  system.power_off_wishes = {hours(1)};
  board.live();
  EXPECT_EQ(system.leftovers, 0);
  EXPECT_EQ(system.starts.size(), 2u);
}

}  // namespace
}  // namespace ocellus::boot
