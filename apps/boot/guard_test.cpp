#include "apps/boot/guard.hpp"

#include <gtest/gtest.h>

#include "apps/boot/guarded_board.hpp"

namespace ocellus::boot {
namespace {

using platform::Duty;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using Life = FakeSystem::Life;

const std::vector<Duty> kAll(platform::kDuties.begin(), platform::kDuties.end());

struct Board : GuardedBoard {
  Board() : GuardedBoard("/dev/mmcblk0p1") { partition.mount_if_there(); }

  void live_for(Duration time) {
    system.power_off_wishes = {time};
    live();
  }
  long records_of(std::string_view notice) const {
    const std::string part = R"("notice":")" + std::string(notice) + '"';
    return std::count_if(system.records.begin(), system.records.end(), [&part](const auto& record) {
      return record.text.find(part) != part.npos;
    });
  }
  bool killed(pid_t group) const {
    return std::find(system.calls.begin(), system.calls.end(), "kill " + std::to_string(group)) !=
           system.calls.end();
  }
  // Since the last meal, at the end.
  Duration hunger() const { return system.time() - watchdog.meals.back(); }
};

TEST(Guard, FeedsWhileTheCameraDoesItsDuties) {
  Board board;
  board.system.lives = {Life{.duties = kAll, .due = kAll}};
  board.live_for(hours(1));
  EXPECT_EQ(board.system.starts.size(), 1u);
  EXPECT_FALSE(board.watchdog.has_reset());
  EXPECT_EQ(board.watchdog.timeout(), seconds(15));
  for (std::size_t i = 1; i < board.watchdog.meals.size(); ++i) {
    EXPECT_LE(board.watchdog.meals[i] - board.watchdog.meals[i - 1], seconds(1));
  }
  EXPECT_EQ(board.records_of("watchdog") + board.records_of("reset"), 0);
}

// Of a night without motion, of a camera that is not there: what is not due need not be done.
TEST(Guard, FeedsWhileNothingIsDueButTurns) {
  Board board;
  board.live_for(hours(20));
  EXPECT_EQ(board.system.starts.size(), 1u);
  EXPECT_FALSE(board.watchdog.has_reset());
}

TEST(Guard, KillsACameraThatHangsAndItStartsAgain) {
  Board board;
  board.system.lives = {Life{.works = minutes(5)}, Life{}};
  board.live_for(hours(1));
  ASSERT_EQ(board.system.starts.size(), 2u);
  // The deadline, the next look, the supervisor's pause.
  const Duration outage = board.system.starts[1].at - minutes(5);
  EXPECT_GE(outage, seconds(10));
  EXPECT_LE(outage, seconds(10 + 2 + 1));
  EXPECT_TRUE(board.killed(101));
  EXPECT_TRUE(board.system.told("camera: no turn in time; killed ("));
  EXPECT_TRUE(board.system.told(" turns, 0 frames, 0 inferences, 0 events)"));
  EXPECT_EQ(board.records_of("watchdog"), 1);
  EXPECT_EQ(board.records_of("restart"), 2);  // and its end with the power
  EXPECT_FALSE(board.watchdog.has_reset());
}

TEST(Guard, KillsACameraThatNeverTurnsItsLoop) {
  Board board;
  board.system.lives = {Life{.works = seconds(-1)}, Life{}};
  board.live_for(hours(1));
  ASSERT_EQ(board.system.starts.size(), 2u);
  EXPECT_LE(board.system.starts[1].at, ProgressWatch::kStart + seconds(3));
}

TEST(Guard, KillsACameraThatInfersNoMore) {
  Board board;
  board.system.lives = {Life{.duties = {Duty::kTurn, Duty::kFrame}, .due = {Duty::kInference}},
                        Life{}};
  board.live_for(hours(1));
  ASSERT_EQ(board.system.starts.size(), 2u);
  EXPECT_TRUE(board.system.told("camera: no inference in time; killed ("));
}

TEST(Guard, ResetsABoardOnWhichRestartsDoNotHelp) {
  Board board;
  board.system.lives = {Life{.works = minutes(5)}, Life{.works = seconds(20)}};
  board.live_for(minutes(20));
  EXPECT_EQ(board.system.starts.size(), 4u);
  EXPECT_EQ(board.records_of("watchdog"), 3);
  ASSERT_GE(board.records_of("reset"), 1);
  EXPECT_TRUE(board.system.told("and restarts do not help (20 turns"));
  EXPECT_TRUE(board.watchdog.has_reset());
  EXPECT_EQ(board.watchdog.timeout(), seconds(1));
  // Four lives of 31 s and the pauses between them; the last meal is that of the decision.
  EXPECT_LE(*board.watchdog.resets_at(), minutes(5) + seconds(11 + 3 * 32 + 1 + 2 + 4 + 4));
  EXPECT_GT(board.hunger(), minutes(10));
}

TEST(Guard, ForgetsRestartsAfterAHealthyLife) {
  Board board;
  board.system.lives = {Life{.works = minutes(2)}};
  board.live_for(hours(5));
  EXPECT_GT(board.system.starts.size(), 60u);
  EXPECT_EQ(board.records_of("reset"), 0);
  EXPECT_FALSE(board.watchdog.has_reset());
}

// A camera that gives no frames is no reason to do without all the rest every other minute.
TEST(Guard, ResetsForFramesNotBeforeTenMinutes) {
  Board board;
  board.system.lives = {Life{.due = {Duty::kFrame}}};
  board.live_for(hours(1));
  ASSERT_TRUE(board.watchdog.has_reset());
  EXPECT_GE(*board.watchdog.resets_at(), Guard::kBarren);
  EXPECT_LE(*board.watchdog.resets_at(), Guard::kBarren + seconds(5));
}

TEST(Guard, ResetsABoardWhoseCameraCrashesForTenMinutes) {
  Board board;
  board.system.lives = {Life{.lasts = seconds(3), .status = 1}};
  board.live_for(hours(1));
  ASSERT_TRUE(board.watchdog.has_reset());
  EXPECT_EQ(*board.watchdog.resets_at(), Guard::kBarren + Guard::kShortestTimeout);
  EXPECT_EQ(board.records_of("reset"), 1);
}

TEST(Guard, ResetsABoardWhoseCameraCannotBeKilled) {
  Board board;
  board.system.lives = {
      Life{.after_asking = std::nullopt, .after_killing = std::nullopt, .works = minutes(5)}};
  board.live_for(minutes(6));
  ASSERT_TRUE(board.watchdog.has_reset());
  EXPECT_LE(*board.watchdog.resets_at(), minutes(5) + seconds(11 + 6 + 1));
  EXPECT_TRUE(board.system.told("camera: cannot be killed; the board is reset"));
}

TEST(Guard, AsksTheKernelWhereThereIsNoWatchdog) {
  Board board;
  board.watchdog.present = false;
  board.system.lives = {Life{.works = seconds(20)}};
  board.live_for(minutes(20));
  ASSERT_FALSE(board.system.restarts.empty());
  EXPECT_LE(board.system.restarts[0], minutes(3));
  board.guard.tell_watchdog();
  EXPECT_TRUE(board.system.told("watchdog: there is none"));
}

// A driver without a way to count shorter, and then a timer that does nothing at all.
TEST(Guard, AsksTheKernelWhereTheWatchdogDoesNothing) {
  Board board;
  board.system.lives = {Life{.works = seconds(20)}};
  board.live_for(minutes(20));
  ASSERT_FALSE(board.system.restarts.empty());
  EXPECT_GE(board.system.restarts[0],
            *board.watchdog.resets_at() + Guard::kResetPatience - seconds(1));
}

// As where the clock is another machine's, which has been up for long.
TEST(Guard, CountsFromItsOwnBeginning) {
  Board board;
  board.system.pause(hours(17));
  Guard late(board.system, board.diary, board.watchdog, {});
  late.step();
  late.reach_deadline();
  EXPECT_EQ(board.records_of("reset"), 0);
}

TEST(Guard, FeedsWhileTheBoardStarts) {
  Board board;
  for (const char* device : BootPartition::kDevices) {
    board.system.devices[device] = Status::failure(Code::kNotFound, "no such device");
  }
  BootPartition slow(board.system, nullptr);
  slow.await(minutes(2), board.guard);
  EXPECT_FALSE(board.watchdog.has_reset());
  EXPECT_LT(board.hunger(), seconds(1));
}

TEST(Guard, FeedsWhileTheCameraTakesItsLeave) {
  Board board;
  board.options.stop = seconds(60);
  board.system.lives = {Life{.after_asking = std::nullopt, .works = minutes(1)}};
  board.live_for(minutes(1));
  EXPECT_EQ(board.system.time(), minutes(2));
  EXPECT_FALSE(board.watchdog.has_reset());
  EXPECT_EQ(board.records_of("watchdog"), 0);  // who was asked to end has no duties
}

TEST(Guard, LeavesTheWatchdogAloneWhenItIsToldTo) {
  Board board;
  Guard guard(board.system, board.diary, board.watchdog, {.timeout = seconds(0)});
  guard.step();
  guard.reach_deadline();
  EXPECT_FALSE(board.watchdog.is_open());
}

TEST(Guard, KnowsSinceWhenAllIsWell) {
  Board board;
  EXPECT_EQ(board.guard.well_since(), std::nullopt);
  pid_t camera = 0;
  board.system.lives = {Life{.works = seconds(30), .duties = kAll, .due = kAll}};
  ASSERT_TRUE(board.system.start("camera", "", camera).ok());
  board.guard.begin_life(camera);
  EXPECT_EQ(board.guard.well_since(), std::nullopt);
  const auto wait = [&board](Duration time) {
    while (board.system.time() < time) {
      if (board.system.wait(board.guard.due()) == Event::kChildEnded) board.system.reap();
      board.guard.reach_deadline();
    }
  };
  wait(seconds(20));
  ASSERT_TRUE(board.guard.well_since().has_value());
  EXPECT_LE(board.guard.well_since()->time_since_epoch(), seconds(1));
  wait(seconds(50));
  EXPECT_EQ(board.guard.well_since(), std::nullopt);
}

}  // namespace
}  // namespace ocellus::boot
