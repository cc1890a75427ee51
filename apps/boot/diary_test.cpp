#include "apps/boot/diary.hpp"

#include <gtest/gtest.h>

#include "apps/boot/fake_system.hpp"
#include "apps/boot/life.hpp"

namespace ocellus::boot {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

struct Board {
  FakeSystem system;

  // A camera that dies once, and a day later the power goes.
  void live(const char* device = "/dev/mmcblk0p1") {
    BootPartition partition(system, device);
    partition.mount_if_there();
    Diary diary(system, partition);
    Supervisor camera(system, partition, diary, Options());
    system.lives = {{.lasts = milliseconds(3'210), .signal = SIGSEGV}, {}};
    system.power_off_wishes = {hours(24)};
    boot::live(system, camera);
  }
  long complaints() const {
    return std::count_if(system.said.begin(), system.said.end(), [](const std::string& line) {
      return line.starts_with("/dev/mmcblk0p4: ");
    });
  }
};

TEST(Diary, WritesDownTheBootAndTheEndsOfTheCamera) {
  Board board;
  board.live();
  ASSERT_EQ(board.system.records.size(), 3u);
  const auto& records = board.system.records;
  EXPECT_EQ(records[0].device, "/dev/mmcblk0p4");
  EXPECT_EQ(records[0].kind, SystemRecord::kBoot);
  EXPECT_EQ(records[0].text, R"({"time":0.000,"notice":"start","text":"boot"})");
  EXPECT_EQ(records[1].kind, SystemRecord::kOther);
  EXPECT_EQ(records[1].text,
            R"({"time":3.210,"notice":"restart","text":"camera: ended by signal 11 )"
            R"((Segmentation fault) after 3.2 s"})");
  EXPECT_EQ(records[2].kind, SystemRecord::kOther);
  EXPECT_EQ(board.system.starts.at(0).at, seconds(0));
}

TEST(Diary, AMediumThatFailsIsToldOfOnce) {
  Board board;
  board.system.record_result = Status::failure(Code::kReadOnly, "takes no writes");
  board.live();
  EXPECT_EQ(board.complaints(), 1);
  EXPECT_EQ(board.system.records.size(), 4u);  // the boot once more, before the second start
  EXPECT_EQ(board.system.starts.size(), 2u);
}

TEST(Diary, AMediumThatHangsIsNotAskedAgain) {
  Board board;
  board.system.record_result = Status::failure(Code::kTimeout, "does not answer");
  board.live();
  EXPECT_EQ(board.complaints(), 1);
  EXPECT_EQ(board.system.records.size(), 1u);
  EXPECT_EQ(board.system.starts.at(0).at, Diary::kPatience);
}

TEST(Diary, WritesDownABootWhosePartitionComesLate) {
  Board board;
  board.system.appears["/dev/mmcblk0p1"] = seconds(2);
  board.live();
  ASSERT_EQ(board.system.records.size(), 2u);
  EXPECT_EQ(board.system.records[0].kind, SystemRecord::kBoot);
  EXPECT_EQ(board.system.records[0].text, R"({"time":4.210,"notice":"start","text":"boot"})");
}

TEST(Diary, KnowsTheFourthPartitionOfADisk) {
  EXPECT_STREQ(data_device("/dev/mmcblk0p1").data(), "/dev/mmcblk0p4");
  EXPECT_STREQ(data_device("/dev/sda1").data(), "/dev/sda4");
  EXPECT_STREQ(data_device("/dev/sda").data(), "");
  EXPECT_STREQ(data_device("/dev/sda2").data(), "");
  EXPECT_STREQ(data_device(std::string(63, '1')).data(), (std::string(62, '1') + "4").c_str());
  EXPECT_STREQ(data_device(std::string(64, '1')).data(), "");
  Board board;
  board.live("/dev/sda");
  EXPECT_TRUE(board.system.records.empty());
  EXPECT_TRUE(board.system.told("/dev/sda: is no partition 1"));
}

}  // namespace
}  // namespace ocellus::boot
