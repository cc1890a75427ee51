#include "apps/boot/uevent.hpp"

#include <gtest/gtest.h>

#include <string>

namespace ocellus::boot {
namespace {

using namespace std::string_literals;

TEST(Uevent, NamesTheNodeOfWhatCame) {
  // As a kernel sent it for a USB camera.
  const std::string message =
      "add@/devices/pci0000:00/0000:00:02.0/usb1/1-1/1-1:1.0/video4linux/video0\0"
      "ACTION=add\0DEVPATH=/devices/pci0000:00/0000:00:02.0/usb1/1-1/1-1:1.0/video4linux/video0\0"
      "SUBSYSTEM=video4linux\0MAJOR=81\0MINOR=0\0DEVNAME=video0\0SEQNUM=1403\0"s;
  Device device;
  EXPECT_TRUE(tells_of_new(message));
  ASSERT_TRUE(read_device(message, device));
  EXPECT_EQ(device.path(), "/dev/video0");
  EXPECT_EQ(device.name(), "video0");
  EXPECT_EQ(device.kind, Device::Kind::kOther);
}

TEST(Uevent, TellsPartitionsFromDisks) {
  Device device;
  ASSERT_TRUE(read_device("add@/x\0DEVNAME=sda1\0DEVTYPE=partition\0PARTN=1\0"s, device));
  EXPECT_EQ(device.path(), "/dev/sda1");
  EXPECT_EQ(device.kind, Device::Kind::kPartition);
  ASSERT_TRUE(read_device("add@/x\0DEVTYPE=disk\0DEVNAME=sda\0"s, device));
  EXPECT_EQ(device.kind, Device::Kind::kDisk);
  ASSERT_TRUE(read_device("add@/x\0DEVTYPE=drm_minor\0DEVNAME=dri/card0\0"s, device));
  EXPECT_EQ(device.kind, Device::Kind::kOther) << "and not what the call before left";
}

TEST(Uevent, ReadsTheFileInSysfsToo) {
  Device device;
  ASSERT_TRUE(read_device("MAJOR=254\nMINOR=4\nDEVNAME=vda4\nDEVTYPE=partition\n", device));
  EXPECT_EQ(device.path(), "/dev/vda4");
  EXPECT_EQ(device.kind, Device::Kind::kPartition);
}

TEST(Uevent, LeavesOutWhatHasNoNodeOrAWrongOne) {
  Device device;
  EXPECT_FALSE(read_device("", device));
  EXPECT_FALSE(read_device("add@/devices/usb1\0SUBSYSTEM=usb\0"s, device));
  EXPECT_FALSE(read_device("DEVNAME=\n", device));
  EXPECT_FALSE(read_device("DEVNAME=../etc/passwd\n", device));
  EXPECT_FALSE(read_device("DEVNAME=/etc\n", device));
  const std::string longest(58, 'x');  // 64 with "/dev/" and a zero
  EXPECT_TRUE(read_device("DEVNAME=" + longest, device));
  EXPECT_EQ(device.path(), "/dev/" + longest);
  EXPECT_FALSE(read_device("DEVNAME=x" + longest, device));
}

TEST(Uevent, IsOfSomethingNewWhenItSaysSo) {
  EXPECT_FALSE(tells_of_new("remove@/devices/x"));
  EXPECT_FALSE(tells_of_new("change@/devices/x"));
  EXPECT_FALSE(tells_of_new(""));
}

}  // namespace
}  // namespace ocellus::boot
