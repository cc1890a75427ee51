#include "apps/boot/mounts.hpp"

#include <gtest/gtest.h>

#include "apps/boot/guarded_board.hpp"

namespace ocellus::boot {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Calls = std::vector<std::string>;

const Status kMissing = Status::failure(Code::kNotFound, "no such device");

// Nothing that may hold a boot partition.
void remove_disks(FakeSystem& system) {
  for (const char* device : BootPartition::kDevices) system.devices[device] = kMissing;
}

TEST(KernelViews, AreMountedInOrderAndOneMayFail) {
  FakeSystem system;
  system.devices["proc"] = Status::failure(Code::kIo, "cannot be mounted");
  mount_kernel_views(system);
  EXPECT_EQ(system.calls, (Calls{"mount devtmpfs /dev devtmpfs", "mount sysfs /sys sysfs"}));
  EXPECT_TRUE(system.told("/proc: cannot be mounted"));
}

TEST(BootPartition, IsTheFirstThatIsThereAndReadOnly) {
  GuardedBoard board;
  FakeSystem& system = board.system;
  remove_disks(system);
  system.devices["/dev/vda1"] = Status::success();
  system.devices["/dev/mmcblk0p1"] = Status::failure(Code::kIo, "is no FAT");
  BootPartition partition(system, nullptr);
  partition.await(seconds(5), board.guard);
  EXPECT_EQ(system.calls, (Calls{"mount /dev/vda1 /boot vfat ro"}));
  EXPECT_EQ(system.time(), Duration::zero());
}

TEST(BootPartition, IsOnlyTheOneThatTheBootLoaderNames) {
  GuardedBoard board;
  FakeSystem& system = board.system;
  system.devices["/dev/sdb1"] = kMissing;
  BootPartition partition(system, "/dev/sdb1");
  partition.await(seconds(1), board.guard);
  EXPECT_TRUE(system.calls.empty());
  EXPECT_TRUE(system.told("/dev/sdb1: no such device"));
}

TEST(BootPartition, IsWaitedFor) {
  GuardedBoard board;
  FakeSystem& system = board.system;
  remove_disks(system);
  system.devices.erase("/dev/mmcblk0p1");
  system.appears["/dev/mmcblk0p1"] = milliseconds(700);
  BootPartition partition(system, nullptr);
  partition.await(seconds(5), board.guard);
  EXPECT_EQ(system.calls, (Calls{"mount /dev/mmcblk0p1 /boot vfat ro"}));
  EXPECT_LT(system.time(), milliseconds(750));
}

TEST(BootPartition, IsNotWaitedForForEverAndTheFaultIsNamed) {
  GuardedBoard board;
  FakeSystem& system = board.system;
  remove_disks(system);
  system.devices["/dev/vda1"] = Status::failure(Code::kIo, "is no FAT");
  BootPartition partition(system, nullptr);
  partition.await(seconds(5), board.guard);
  EXPECT_GE(system.time(), seconds(5));
  EXPECT_LT(system.time(), milliseconds(5'100));
  EXPECT_EQ(system.said, (std::vector<std::string>{"the boot partition: is no FAT"}));
  partition.unmount();
  EXPECT_TRUE(system.calls.empty());
}

TEST(BootPartition, ThatDoesNotAnswerIsNotAskedAgainBeforeTheCameraWatches) {
  GuardedBoard board;
  FakeSystem& system = board.system;
  remove_disks(system);
  system.devices["/dev/vda1"] = Status::failure(Code::kTimeout, "does not answer");
  BootPartition partition(system, nullptr);
  partition.await(seconds(5), board.guard);
  EXPECT_EQ(system.time(), Duration::zero());
  EXPECT_EQ(system.said, (std::vector<std::string>{"the boot partition: does not answer"}));
  system.devices["/dev/vda1"] = Status::success();
  partition.mount_if_there();
  EXPECT_EQ(partition.device(), "/dev/vda1");
}

TEST(BootPartition, MayComeLaterAndIsMountedOnce) {
  GuardedBoard board;
  FakeSystem& system = board.system;
  remove_disks(system);
  BootPartition partition(system, nullptr);
  partition.await(Duration::zero(), board.guard);
  system.devices["/dev/sda1"] = Status::success();
  partition.mount_if_there();
  partition.mount_if_there();
  partition.unmount();
  partition.unmount();
  EXPECT_EQ(system.calls, (Calls{"mount /dev/sda1 /boot vfat ro", "unmount /boot"}));
}

}  // namespace
}  // namespace ocellus::boot
