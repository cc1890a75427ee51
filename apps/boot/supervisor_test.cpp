#include "apps/boot/supervisor.hpp"

#include <gtest/gtest.h>

#include "apps/boot/guarded_board.hpp"
#include "platform/linux/exit_status.hpp"

namespace ocellus::boot {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

struct Board : GuardedBoard {
  std::vector<Duration> starts() const {
    std::vector<Duration> times;
    for (const FakeSystem::Start& start : system.starts) times.push_back(start.at);
    return times;
  }
};

TEST(Supervisor, StartsTheCameraWithTheSettingsOfAPerson) {
  Board board;
  board.system.files[kSettingsPath] = "";
  board.system.power_off_wishes = {hours(1)};
  board.live();
  ASSERT_EQ(board.system.starts.size(), 1u);
  EXPECT_EQ(board.system.starts[0].program, "/bin/camera");
  EXPECT_EQ(board.system.starts[0].argument, "/boot/ocellus.ini");
}

TEST(Supervisor, UsesTheShippedSettingsWhereThereAreNoOthers) {
  Board board;
  board.system.power_off_wishes = {hours(1)};
  board.live();
  EXPECT_EQ(board.system.starts.at(0).argument, "/etc/ocellus.ini");
}

TEST(Supervisor, UsesTheShippedSettingsForTheLifeAfterOthersWereRefused) {
  Board board;
  board.system.files[kSettingsPath] = "";
  board.system.lives = {{.lasts = seconds(0), .status = 2}, {.lasts = seconds(5), .status = 1}, {}};
  board.system.power_off_wishes = {hours(1)};
  board.live();
  ASSERT_EQ(board.system.starts.size(), 3u);
  EXPECT_EQ(board.system.starts[0].argument, kSettingsPath);
  EXPECT_EQ(board.system.starts[1].argument, kShippedSettingsPath);
  EXPECT_EQ(board.system.starts[2].argument, kSettingsPath);
}

TEST(Supervisor, StartsADeadCameraAgainLaterAndLater) {
  Board board;
  board.system.lives = {{.lasts = milliseconds(500), .status = 1}};
  board.system.power_off_wishes = {seconds(100)};
  board.live();
  EXPECT_EQ(board.starts(),
            (std::vector<Duration>{milliseconds(0), milliseconds(1'500), milliseconds(4'000),
                                   milliseconds(8'500), milliseconds(17'000), milliseconds(33'500),
                                   milliseconds(66'000)}));
  EXPECT_TRUE(board.system.told("camera: ended with status 1 after 0.5 s"));
}

TEST(Supervisor, StartsSoonAfterAHealthyLife) {
  Board board;
  using Life = FakeSystem::Life;
  board.system.lives = {Life{.lasts = seconds(0)}, Life{.lasts = seconds(0)},
                        Life{.lasts = seconds(60), .signal = SIGSEGV}, Life{}};
  board.system.power_off_wishes = {hours(1)};
  board.live();
  EXPECT_EQ(board.starts(),
            (std::vector<Duration>{seconds(0), seconds(1), seconds(3), seconds(64)}));
  EXPECT_TRUE(board.system.told("camera: ended by signal 11 (Segmentation fault) after 60.0 s"));
}

TEST(Supervisor, TriesAgainWhenTheCameraCannotBeStarted) {
  Board board;
  board.system.refusal = Status::failure(Code::kNotFound, "cannot be started", 0, ENOENT);
  board.system.power_off_wishes = {seconds(10)};
  board.live();
  EXPECT_EQ(board.starts(),
            (std::vector<Duration>{seconds(0), seconds(1), seconds(3), seconds(7)}));
  EXPECT_TRUE(board.system.told("/bin/camera: cannot be started (No such file or directory)"));
}

TEST(Supervisor, LooksForTheBootPartitionBeforeEveryStart) {
  Board board;
  board.system.appears["/dev/mmcblk0p1"] = seconds(2);
  for (const char* device : BootPartition::kDevices) {
    board.system.devices[device] = Status::failure(Code::kNotFound, "no such device");
  }
  board.system.devices["/dev/mmcblk0p1"] = Status::success();
  board.system.lives = {{.lasts = seconds(5)}, {}};
  board.system.power_off_wishes = {hours(1)};
  board.live();
  EXPECT_TRUE(board.system.told("/boot is /dev/mmcblk0p1"));
}

TEST(Supervisor, KillsWhatACameraLeavesBehindInItsGroup) {
  Board board;
  board.system.lives = {{.lasts = seconds(1)}, {}};
  board.system.power_off_wishes = {hours(1)};
  board.live();
  const auto& calls = board.system.calls;
  EXPECT_NE(std::find(calls.begin(), calls.end(), "kill 101"), calls.end());
}

TEST(Supervisor, EndsTheCameraWhenThePowerIsToGo) {
  Board board;
  board.system.power_off_wishes = {seconds(7), seconds(7)};
  board.live();
  EXPECT_EQ(board.system.time(), seconds(7) + milliseconds(100));
  EXPECT_EQ(board.system.starts.size(), 1u);
  const auto& calls = board.system.calls;
  EXPECT_EQ(std::count(calls.begin(), calls.end(), "ask 101"), 1);
}

TEST(Supervisor, KillsACameraThatDoesNotEnd) {
  Board board;
  board.system.lives = {{.after_asking = std::nullopt, .after_killing = milliseconds(200)}};
  board.system.power_off_wishes = {seconds(7)};
  board.live();
  EXPECT_EQ(board.system.time(), seconds(7) + board.options.stop + milliseconds(200));
  EXPECT_TRUE(board.system.told("killed after 5.0 s"));
  EXPECT_TRUE(board.system.told("ended by signal 9"));
}

TEST(Supervisor, GivesUpOnACameraThatTheKernelHolds) {
  Board board;
  board.system.lives = {{.after_asking = std::nullopt, .after_killing = std::nullopt}};
  board.system.power_off_wishes = {seconds(7)};
  board.live();
  EXPECT_EQ(board.system.time(), seconds(7) + board.options.stop + Supervisor::kKillPatience);
  EXPECT_TRUE(board.system.told("cannot be killed"));
}

TEST(Supervisor, DoesNotWaitForAPauseToEndWhenThePowerIsToGo) {
  Board board;
  board.system.lives = {{.lasts = seconds(0)}};
  board.system.power_off_wishes = {seconds(20)};  // in the pause from 15 to 31
  board.live();
  EXPECT_EQ(board.system.time(), seconds(20));
}

TEST(Supervisor, StartsTheRecoveryConsoleInTheCamerasPlaceAndAgainUntilItIsDone) {
  Board board;
  board.system.files[kRecoveryPath] = "";
  board.system.lives = {{.lasts = seconds(5), .signal = 11}, {.lasts = seconds(60)}};
  EXPECT_EQ(board.live("recovery-B"), Ending::kRestart);
  ASSERT_EQ(board.system.starts.size(), 2u);
  for (const FakeSystem::Start& start : board.system.starts) {
    EXPECT_EQ(start.program, "/bin/update");
    EXPECT_EQ(start.argument, "recovery-B");
  }
  EXPECT_TRUE(board.system.told("recovery: ended by signal 11"));
}

TEST(Supervisor, SwitchesOffWhileTheRecoveryConsoleWaits) {
  Board board;
  board.system.files[kRecoveryPath] = "";
  board.system.power_off_wishes = {hours(1)};
  EXPECT_EQ(board.live("recovery-A"), Ending::kPowerOff);
  EXPECT_EQ(board.system.starts.size(), 1u);
}

TEST(Supervisor, WatchesWhereTheImageHasNoRecoveryConsole) {
  Board board;
  board.system.power_off_wishes = {hours(1)};
  board.live("recovery-B");
  EXPECT_EQ(board.system.starts.at(0).program, "/bin/camera");
}

TEST(Supervisor, ACameraThatEndsWithoutAFaultIsNoWishForARestart) {
  Board board;
  board.system.files[kRecoveryPath] = "";
  board.system.lives = {{.lasts = seconds(5)}, {}};
  board.system.power_off_wishes = {hours(1)};
  EXPECT_EQ(board.live(), Ending::kPowerOff);
  EXPECT_EQ(board.system.starts.size(), 2u);
}

TEST(Supervisor, SwitchesOffWhereTheCameraWishesIt) {
  Board board;
  board.system.lives = {{.lasts = seconds(5), .status = platform::kWishesPowerOff}};
  board.live();  // which would never end
  EXPECT_EQ(board.system.starts.size(), 1u);
  EXPECT_EQ(board.system.time(), seconds(5));
}

// Not as a crash like others: somebody tried something, or a list is too short.
TEST(Supervisor, TellsOfASystemCallThatWasForbidden) {
  Board board;
  board.system.lives = {{.lasts = seconds(5), .signal = SIGSYS}, {}};
  board.system.power_off_wishes = {hours(1)};
  board.live();
  EXPECT_EQ(board.system.starts.size(), 2u);
  EXPECT_TRUE(board.system.told(
      "camera: ended by SIGSYS: a system call that it has no right to, after 5.0 s"));
}

}  // namespace
}  // namespace ocellus::boot
