#include "apps/boot/life.hpp"

#include <gtest/gtest.h>

#include "apps/boot/fake_system.hpp"
#include "apps/boot/modules.hpp"

namespace ocellus::boot {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

TEST(Life, PreparesInOrder) {
  FakeSystem system;
  system.files[kModuleListPath] = "/modules/00-mmc.ko\n";
  BootPartition partition(system, "/dev/mmcblk0p1");
  prepare(system, partition, Options());
  EXPECT_EQ(system.calls,
            (std::vector<std::string>{"mount devtmpfs /dev devtmpfs", "mount proc /proc proc",
                                      "mount sysfs /sys sysfs", "load /modules/00-mmc.ko()",
                                      "mount /dev/mmcblk0p1 /boot vfat ro"}));
}

TEST(Life, ReapsWhatOthersLeftBehind) {
  FakeSystem system;
  system.leftovers = 5;
  system.kill_all();  // they are dead and nobody knows it
  system.lives = {{.lasts = seconds(1)}, {}};
  system.power_off_wishes = {hours(1)};
  BootPartition partition(system, nullptr);
  Diary diary(system, partition);
  Supervisor camera(system, partition, diary, Options());
  live(system, camera);
  EXPECT_EQ(system.leftovers, 0);
  EXPECT_EQ(system.starts.size(), 2u);
}

}  // namespace
}  // namespace ocellus::boot
