#include "apps/boot/devices.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "apps/boot/guarded_board.hpp"
#include "platform/linux/camera_user.hpp"

namespace ocellus::boot {
namespace {

using std::chrono::hours;
using std::chrono::seconds;
using Names = std::vector<std::string>;

Device device(const std::string& name, Device::Kind kind = Device::Kind::kOther) {
  Device made;
  EXPECT_TRUE(read_device("DEVNAME=" + name, made));
  made.kind = kind;
  return made;
}
Device partition(const std::string& name) { return device(name, Device::Kind::kPartition); }
Device disk(const std::string& name) { return device(name, Device::Kind::kDisk); }

struct Blocks final : DeviceListener {
  Names names;
  void note_device(const Device& device) override { names.emplace_back(device.name()); }
};

struct BoardWithDevices : GuardedBoard {
  explicit BoardWithDevices(const char* boot_device = "/dev/vda1") : GuardedBoard(boot_device) {
    system.power_off_wishes = {hours(1)};
  }

  Blocks blocks;
  Devices devices{system, partition, &blocks};

  void live() {
    Supervisor camera(system, partition, diary, guard, options, &devices);
    boot::live(system, camera, guard, nullptr, &devices);
  }
};

TEST(Devices, AreTheCamerasByTheirNames) {
  for (const char* name :
       {"video0", "video31", "media0", "v4l-subdev12", "dma_heap/linux,cma", "dma_heap/system"}) {
    EXPECT_EQ(group_for(name), platform::kCaptureGroup) << name;
  }
  for (const char* name : {"gpiochip0", "dri/card1"}) {
    EXPECT_EQ(group_for(name), platform::kCameraGroup) << name;
  }
  for (const char* name : {"mem",
                           "kmsg",
                           "watchdog",
                           "watchdog0",
                           "vda",
                           "vda1",
                           "vda4",
                           "video",
                           "videos",
                           "video0x",
                           "media",
                           "gpiochip",
                           "dri/renderD128",
                           "dri/",
                           "dri/cardx",
                           "input/event0",
                           "vcio",
                           "snd/pcmC0D0p",
                           "bus/usb/001/001",
                           "console",
                           "ttyAMA0",
                           "rtc0",
                           "pts/0",
                           ""}) {
    EXPECT_FALSE(group_for(name)) << name;
  }
}

TEST(Devices, ThatAreThereAreGivenBeforeTheCameraStarts) {
  BoardWithDevices board;
  board.system.present = {device("video0"), device("watchdog0"), device("dri/card0"),
                          disk("vda"),      partition("vda1"),   partition("vda4")};
  board.system.files["/dev/vda4"] = "";
  board.system.our_data = {"/dev/vda4"};
  board.live();
  EXPECT_EQ(board.system.given, (Names{"/dev/video0", "/dev/dri/card0", "/dev/vda4"}))
      << "and of the disk only its data, once the boot partition tells which disk";
  EXPECT_EQ(board.system.groups["/dev/video0"], platform::kCaptureGroup);
  EXPECT_EQ(board.system.groups["/dev/dri/card0"], platform::kCameraGroup) << "not the helper's";
  EXPECT_EQ(board.blocks.names, (Names{"vda", "vda1", "vda4"}));
}

TEST(Devices, ThatComeAreGiven) {
  BoardWithDevices board;
  board.system.come[seconds(10)] = {device("video0"), device("media0"), device("hidraw0")};
  board.system.come[seconds(20)] = {disk("sda"), partition("sda1"), partition("sda4")};
  board.live();
  EXPECT_EQ(board.system.given, (Names{"/dev/video0", "/dev/media0"}));
  EXPECT_EQ(board.blocks.names, (Names{"sda", "sda1", "sda4"}));
}

TEST(Devices, ThatWereMissedAreLookedFor) {
  BoardWithDevices board;
  board.system.come[seconds(10)] = {device("video0"), std::nullopt, device("video2")};
  board.system.present = {device("video1")};
  board.live();
  EXPECT_EQ(board.system.given,
            (Names{"/dev/video1", "/dev/video0", "/dev/video1", "/dev/video2"}));
}

TEST(Devices, KeepTheDataOfForeignDisks) {
  BoardWithDevices board;
  board.system.files["/dev/vda4"] = "";
  board.system.present = {partition("vda4")};
  board.live();
  EXPECT_EQ(board.system.given, Names{});
}

// The card was pulled out and put back while the camera ran.
TEST(Devices, AreGivenAgainWhenTheyComeBack) {
  BoardWithDevices board;
  board.system.files["/dev/vda4"] = "";
  board.system.our_data = {"/dev/vda4"};
  board.system.come[seconds(10)] = {partition("vda1"), partition("vda4")};
  board.live();
  EXPECT_EQ(board.system.given, (Names{"/dev/vda4", "/dev/vda4"})) << "at the start, and then";
}

TEST(Devices, ThatCannotBeGivenAreToldOnce) {
  BoardWithDevices board;
  board.system.present = {device("video0"), device("video1"), device("video2")};
  board.system.ungivable["/dev/video0"] = Status::failure(Code::kNotFound, "is gone");
  board.system.ungivable["/dev/video1"] = Status::failure(Code::kIo, "stays root's");
  board.system.ungivable["/dev/video2"] = Status::failure(Code::kIo, "stays root's");
  board.live();
  EXPECT_TRUE(board.system.told("/dev/video1: stays root's"));
  EXPECT_FALSE(board.system.told("/dev/video0"));
  EXPECT_FALSE(board.system.told("/dev/video2"));
}

// A device that comes and goes without end keeps nobody from their turn.
TEST(Devices, TakeTurns) {
  BoardWithDevices board;
  board.system.come[seconds(1)] = std::vector<std::optional<Device>>(200, device("video0"));
  board.devices.begin();
  board.system.pause(seconds(1));
  board.devices.take_news();
  EXPECT_EQ(board.system.given.size(), static_cast<std::size_t>(Devices::kMostNews));
}

}  // namespace
}  // namespace ocellus::boot
