#include "apps/update/foreign_partitions.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ocellus::update {
namespace {

constexpr std::string_view kHeading = "major minor  #blocks  name\n\n";

std::vector<std::string> names(std::string_view own, std::initializer_list<const char*> list) {
  std::string text(kHeading);
  for (const char* name : list) text += " 179        0   15558144 " + std::string(name) + "\n";
  const ForeignPartitions found(text, own);
  std::vector<std::string> result;
  for (const DeviceName& name : found.all()) result.emplace_back(name.data());
  return result;
}

using Names = std::vector<std::string>;

TEST(ForeignPartitions, LeavesOutTheSystemsOwnDisk) {
  EXPECT_EQ(names("/dev/mmcblk0p1", {"mmcblk0", "mmcblk0p1", "mmcblk0p4", "sda", "sda1", "sda2"}),
            (Names{"/dev/sda1", "/dev/sda2"}));
  EXPECT_EQ(names("/dev/sda1", {"sda", "sda1", "sda15", "sdaa1", "sdb1"}),
            (Names{"/dev/sdaa1", "/dev/sdb1"}));
  EXPECT_EQ(names("/dev/mmcblk0p1", {"mmcblk0p2", "mmcblk01p1", "mmcblk1p1", "nvme0n1p3"}),
            (Names{"/dev/mmcblk01p1", "/dev/mmcblk1p1", "/dev/nvme0n1p3"}));
}

TEST(ForeignPartitions, TakesADiskWithoutPartitionsAsOne) {
  EXPECT_EQ(names("/dev/vda1", {"vda", "vda1", "sda", "sdb", "sdb1", "mmcblk1", "nvme0n1"}),
            (Names{"/dev/sda", "/dev/sdb1", "/dev/mmcblk1", "/dev/nvme0n1"}));
}

TEST(ForeignPartitions, LeavesOutWhatIsNoDisk) {
  EXPECT_EQ(names("/dev/vda1", {"ram0", "loop3", "mtdblock0", "mmcblk1boot0", "mmcblk1rpmb", "sr0",
                                "dm-0", "zram0", "sd-with-a-name-that-nobody-could-have"}),
            Names{});
}

TEST(ForeignPartitions, TakesNoMoreThanThereIsRoomFor) {
  std::string text(kHeading);
  for (char disk = 'b'; disk <= 'z'; ++disk) text += std::string(" 8 0 1 sd") + disk + "\n";
  EXPECT_EQ(ForeignPartitions(text, "/dev/sda1").all().size(), ForeignPartitions::kMost);
  EXPECT_EQ(ForeignPartitions("sdb", "/dev/sda1").all().size(), 1u);
  EXPECT_EQ(ForeignPartitions("", "").all().size(), 0u);
}

TEST(ForeignPartitions, KnowsWhatIsStillThere) {
  const ForeignPartitions before(" 8 0 1 sdb1\n 8 0 1 sdc1\n", "/dev/sda1");
  const ForeignPartitions after(" 8 0 1 sdc1\n 8 0 1 sdd1\n", "/dev/sda1");
  ForeignPartitions known = before;
  known.keep_only(after);
  ASSERT_EQ(known.all().size(), 1u);
  EXPECT_STREQ(known.all()[0].data(), "/dev/sdc1");
  EXPECT_FALSE(known.contains(before.all()[0]));
  known.remove("/dev/sdc");
  EXPECT_EQ(known.all().size(), 1u);
  known.remove("/dev/sdc1");
  EXPECT_EQ(known.all().size(), 0u);
}

}  // namespace
}  // namespace ocellus::update
