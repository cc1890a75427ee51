#include "apps/boot/diary.hpp"

#include <gtest/gtest.h>

#include "apps/boot/guarded_board.hpp"

namespace ocellus::boot {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

struct Board : GuardedBoard {
  explicit Board(const char* device = "/dev/mmcblk0p1") : GuardedBoard(device) {}

  // A camera that dies once, and a day later the power goes.
  void live() {
    partition.mount_if_there();
    system.lives = {{.lasts = milliseconds(3'210), .signal = SIGSEGV}, {}};
    system.power_off_wishes = {hours(24)};
    GuardedBoard::live();
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
  EXPECT_EQ(records[0].text,
            R"({"time":0.000,"notice":"start","cause":"power","text":"boot: the power came"})");
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
  EXPECT_EQ(board.system.records[0].text,
            R"({"time":4.210,"notice":"start","cause":"power","text":"boot: the power came"})");
  EXPECT_EQ(board.system.lines.size(), 1u);  // in time, and once
}

TEST(Diary, TellsWhyTheBoardStarted) {
  Board board;
  board.system.newest_record = R"({"time":9.000,"notice":"reset","text":"camera: no turn"})";
  board.diary.set_reset({.watchdog = true});
  board.live();
  constexpr std::string_view kLine = R"({"time":0.000,"notice":"start","cause":"watchdog",)"
                                     R"("text":"boot: the watchdog was left to run out"})";
  EXPECT_EQ(board.system.records.at(0).text, kLine);
  EXPECT_EQ(board.system.lines, std::vector<std::string>{std::string(kLine)});
}

TEST(Diary, RepeatsTheKernelsLastWordsAsPlainText) {
  Board board("/dev/nothing");
  board.diary.set_panic("Kernel panic: \"dead\"\n\x80 \\");
  board.live();
  EXPECT_EQ(board.system.lines.at(0),
            R"({"time":0.000,"notice":"start","cause":"panic",)"
            R"("text":"boot: the kernel gave up, Kernel panic: .dead... ."})");
}

TEST(Diary, WritesDownAnOrderlyEnd) {
  Board board;
  board.live();
  board.diary.note_leave("power off");
  EXPECT_EQ(last_words(board.system.records.back().text), LastWords::kPowerOff);
  board.diary.note_leave("restart");
  EXPECT_EQ(last_words(board.system.records.back().text), LastWords::kRestart);
}

TEST(Diary, KnowsTheFourthPartitionOfADisk) {
  EXPECT_STREQ(data_device("/dev/mmcblk0p1").data(), "/dev/mmcblk0p4");
  EXPECT_STREQ(data_device("/dev/sda1").data(), "/dev/sda4");
  EXPECT_STREQ(data_device("/dev/sda").data(), "");
  EXPECT_STREQ(data_device("/dev/sda2").data(), "");
  EXPECT_STREQ(data_device(std::string(63, '1')).data(), (std::string(62, '1') + "4").c_str());
  EXPECT_STREQ(data_device(std::string(64, '1')).data(), "");
  Board board("/dev/sda");
  board.live();
  EXPECT_TRUE(board.system.records.empty());
  EXPECT_TRUE(board.system.told("/dev/sda: is no partition 1"));
}

}  // namespace
}  // namespace ocellus::boot
