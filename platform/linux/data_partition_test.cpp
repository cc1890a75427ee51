#include "platform/linux/data_partition.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "platform/virt/board.hpp"

namespace ocellus::platform {
namespace {

std::string where(const std::string& mounts) {
  const std::string file = testing::TempDir() + "mounts";
  std::ofstream(file) << mounts;
  return data_partition(kVirtLinux, file.c_str()).data();
}

TEST(DataPartitionTest, IsOnTheDiskThatBootIsMountedFrom) {
  constexpr const char* kBefore = "rootfs / rootfs rw 0 0\nproc /proc proc rw 0 0\n";
  const auto mounted = [&](const std::string& device) {
    return where(kBefore + device + " /boot vfat ro,noatime 0 0\nsysfs /sys sysfs rw 0 0\n");
  };
  EXPECT_EQ(mounted("/dev/mmcblk1p1"), "/dev/mmcblk1p4");
  EXPECT_EQ(mounted("/dev/nvme0n1p1"), "/dev/nvme0n1p4");
  EXPECT_EQ(mounted("/dev/sda1"), "/dev/sda4");
}

TEST(DataPartitionTest, IsOnTheBoardsDiskWhereNothingElseIsKnown) {
  EXPECT_EQ(where(""), "/dev/vda4");
  EXPECT_EQ(where("rootfs / rootfs rw 0 0"), "/dev/vda4");
  EXPECT_EQ(where("/dev/sda1 /bootstrap vfat ro 0 0\n"), "/dev/vda4");
  EXPECT_EQ(where("/dev/sda2 /boot vfat ro 0 0\n"), "/dev/vda4");
  EXPECT_EQ(where("none /boot tmpfs ro 0 0\n"), "/dev/vda4");
  EXPECT_STREQ(data_partition(kVirtLinux, "/nonexistent/mounts").data(), "/dev/vda4");
}

TEST(DataPartitionTest, IsNowhereWhenItsNameIsTooLong) {
  const auto named = [](std::size_t length) {
    return where("/dev/" + std::string(length - 6, 'a') + "1 /boot vfat ro 0 0\n");
  };
  EXPECT_EQ(named(63).size(), 63U);
  EXPECT_EQ(named(64), "");
  EXPECT_EQ(where(std::string(10000, '\n')), "/dev/vda4");
}

TEST(DataPartitionTest, IsOursWhereTheDiskSaysSo) {
  const std::string file = testing::TempDir() + "disk";
  const auto ours = [&](std::string sector) {
    std::ofstream(file, std::ios::binary) << sector;
    return is_our_disk(file.c_str());
  };
  std::string sector(512, '\0');
  EXPECT_FALSE(ours(sector));
  sector[446 + 3 * 16 + 4] = '\xda';
  EXPECT_FALSE(ours(sector));
  sector[510] = '\x55';
  sector[511] = '\xaa';
  EXPECT_TRUE(ours(sector));
  EXPECT_FALSE(ours(sector.substr(0, 511)));
  sector[446 + 3 * 16 + 4] = '\x83';  // another system's
  EXPECT_FALSE(ours(sector));
  EXPECT_FALSE(holds_our_data("/dev/nothing4"));
  EXPECT_FALSE(holds_our_data("/dev/4"));
  EXPECT_TRUE(holds_our_data(file));
}

}  // namespace
}  // namespace ocellus::platform
