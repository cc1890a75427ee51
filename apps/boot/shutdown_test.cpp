#include "apps/boot/shutdown.hpp"

#include <gtest/gtest.h>

#include "apps/boot/fake_system.hpp"

namespace ocellus::boot {
namespace {

using std::chrono::milliseconds;
using Calls = std::vector<std::string>;

TEST(PowerOff, KillsThenWritesThenUnmountsThenSwitchesOff) {
  FakeSystem system;
  BootPartition partition(system, "/dev/vda1");
  partition.mount_if_there();
  system.calls.clear();
  system.leftovers = 3;
  const Status status = power_off(system, partition);
  EXPECT_EQ(system.calls, (Calls{"kill all", "sync", "unmount /boot", "switch off"}));
  EXPECT_EQ(system.leftovers, 0);
  EXPECT_FALSE(status.ok());
}

TEST(PowerOff, WaitsNeitherForWhatCannotDieNorForADeadMedium) {
  FakeSystem system;
  BootPartition partition(system, nullptr);
  system.leftovers = 1;
  system.leftovers_can_die = false;
  system.sync_result = Status::failure(Code::kTimeout, "takes too long");
  static_cast<void>(power_off(system, partition));
  EXPECT_EQ(system.calls, (Calls{"kill all", "sync", "switch off"}));
  EXPECT_LE(system.time(), kLeftoverPatience + kSyncPatience + milliseconds(10));
  EXPECT_TRUE(system.told("cannot be killed"));
  EXPECT_TRUE(system.told("sync: takes too long"));
}

TEST(Restart, IntoTheOtherSlotEndsAsOrderly) {
  FakeSystem system;
  BootPartition partition(system, "/dev/mmcblk0p1");
  partition.mount_if_there();
  system.calls.clear();
  static_cast<void>(restart_into_other(system, partition));
  EXPECT_EQ(system.calls, (Calls{"kill all", "sync", "unmount /boot", "restart into other"}));
}

}  // namespace
}  // namespace ocellus::boot
