#include "tools/ocellus/flash/disk.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "tools/ocellus/image/test_folder.hpp"

namespace ocellus::tools {
namespace {

// A card reader at 8:16 with two partitions, and this machine's disk at 8:0.
class DiskFacts : public testing::Test {
 protected:
  DiskFacts() {
    const std::string card = "devices/usb/sdb/";
    folder_.write(card + "size", "15523840\n");
    folder_.write(card + "removable", "1\n");
    folder_.write(card + "ro", "0\n");
    folder_.write(card + "dev", "8:16\n");
    folder_.write(card + "queue/rotational", "0\n");
    folder_.write(card + "sdb1/partition", "1\n");
    folder_.write(card + "sdb1/size", "2048\n");
    folder_.write(card + "sdb1/dev", "8:17\n");
    folder_.write(card + "sdb2/partition", "2\n");
    folder_.write(card + "sdb2/dev", "8:18\n");
    folder_.write("dev/block/none", "");
    link("8:16", "usb/sdb");
    link("8:17", "usb/sdb/sdb1");
    folder_.write("mountinfo", "22 1 8:2 / / rw,noatime shared:1 - ext4 /dev/sda2 rw\n");
  }
  void link(const std::string& number, const std::string& device) {
    std::filesystem::create_directory_symlink("../../devices/" + device,
                                              folder_.path("dev/block/" + number));
  }
  Disk find(const std::string& number) {
    const auto disk = disk_of_number(
        number, "/dev/sdb", {.sys = folder_.path(""), .mounts = folder_.path("mountinfo")});
    EXPECT_TRUE(disk.ok()) << disk.failure().line();
    return disk.value();
  }
  TestFolder folder_;
};

TEST_F(DiskFacts, OfACardReader) {
  const Disk disk = find("8:16");
  EXPECT_EQ(disk.bytes, 15523840ULL * 512);
  EXPECT_TRUE(disk.removable);
  EXPECT_FALSE(disk.partition);
  EXPECT_FALSE(disk.read_only);
  EXPECT_EQ(disk.mounted_at, "");
  EXPECT_TRUE(allow_writing(disk, 64 << 20, false).ok());
}

TEST_F(DiskFacts, AnSdCardInASlotOfItsOwnIsRemovable) {
  folder_.write("devices/usb/sdb/removable", "0\n");
  EXPECT_FALSE(find("8:16").removable);
  folder_.write("devices/usb/sdb/device/type", "SD\n");
  EXPECT_TRUE(find("8:16").removable);
  folder_.write("devices/usb/sdb/device/type", "MMC\n");
  EXPECT_FALSE(find("8:16").removable);
}

TEST_F(DiskFacts, AMountedPartitionIsFound) {
  folder_.write("mountinfo",
                "22 1 8:2 / / rw - ext4 /dev/sda2 rw\n"
                "40 22 8:18 / /media/my\\040card rw - vfat /dev/sdb2 rw\n");
  const Disk disk = find("8:16");
  EXPECT_EQ(disk.mounted_at, "/media/my card");
  const auto allowed = allow_writing(disk, 512, true);
  ASSERT_FALSE(allowed.ok());
  EXPECT_EQ(allowed.failure().what, "is mounted at /media/my card");
}

TEST_F(DiskFacts, APartitionIsNoDisk) {
  const Disk disk = find("8:17");
  EXPECT_TRUE(disk.partition);
  EXPECT_FALSE(allow_writing(disk, 512, true).ok());
}

TEST_F(DiskFacts, OfADiskThatSysfsDoesNotKnow) {
  EXPECT_FALSE(disk_of_number("9:9", "/dev/x", {.sys = folder_.path("")}).ok());
}

TEST(MountOf, TakesTheWholeNumber) {
  EXPECT_EQ(mount_of("1 2 18:1 / /a rw\n3 4 8:1 / /b rw", "8:1"), "/b");
  EXPECT_EQ(mount_of("1 2 8:16 / /a rw\n", "8:1"), "");
  EXPECT_EQ(mount_of("", "8:1"), "");
  EXPECT_EQ(mount_of("8:1\n\n  8:1", "8:1"), "");
}

TEST(AllowWriting, OnlyForceReachesOtherDisksAndFiles) {
  const Disk disk = {.path = "/dev/sda", .bytes = 1 << 20};
  EXPECT_FALSE(allow_writing(disk, 512, false).ok());
  EXPECT_TRUE(allow_writing(disk, 1 << 20, true).ok());
  EXPECT_EQ(allow_writing(disk, 2 << 20, true).failure().what, "has 1.0 MiB, the image 2.0 MiB");
  const Disk card = {.path = "/dev/sdb", .removable = true, .read_only = true, .bytes = 1 << 20};
  EXPECT_EQ(allow_writing(card, 512, true).failure().what, "is read-only");
  const Disk file = {.path = "card", .regular_file = true};
  EXPECT_FALSE(allow_writing(file, 512, false).ok());
  EXPECT_TRUE(allow_writing(file, 512, true).ok());
}

}  // namespace
}  // namespace ocellus::tools
