#include "apps/boot/slot_keeper.hpp"

#include <gtest/gtest.h>

#include "apps/boot/fake_slots.hpp"
#include "apps/boot/fake_system.hpp"
#include "drivers/slots/transitions.hpp"

namespace ocellus::boot {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr Duration kConfirm = minutes(10);

struct Board {
  explicit Board(const char* slot, const char* device = "/dev/vda1") : partition(system, device) {
    system.files["/proc/cmdline"] =
        std::string("quiet ocellus.slot=") + slot + " ocellus.boots=0x3\n";
    partition.mount_if_there();
    system.said.clear();
  }

  // Time goes by, up to what the keeper waits for, `until` at most.
  void live(Duration until) {
    while (!keeper.wants_restart() && keeper.due() <= Instant(until)) {
      system.pause(std::max(keeper.due() - system.now(), Duration::zero()));
      keeper.reach_deadline();
      ASSERT_LT(++turns, 10'000);
    }
    system.pause(std::max(Instant(until) - system.now(), Duration::zero()));
  }

  FakeSystem system;
  FakeSlots slots;
  FakeHealth health;
  BootPartition partition;
  Diary diary{system, partition};
  SlotKeeper keeper{system, slots, partition, diary, health, kConfirm};
  int turns = 0;
};

slots::SlotState trial() {
  return slots::loader_chooses(slots::trial_begins({}, slots::Slot::kA)).next;
}

TEST(SlotKeeper, AConfirmedSlotCostsOneWrite) {
  Board board("2");
  board.slots.state = slots::loader_chooses({}).next;
  board.keeper.begin();
  EXPECT_EQ(board.slots.state.attempts, 0u);
  EXPECT_EQ(board.slots.writes, 1);
  EXPECT_EQ(board.slots.device, "/dev/vda4");
  EXPECT_EQ(board.keeper.due(), kNever);
  EXPECT_TRUE(board.system.said.empty());
}

TEST(SlotKeeper, ConfirmsATrialThatIsHealthyForLongEnough) {
  Board board("3");
  board.slots.state = trial();
  board.keeper.begin();
  board.health.since = Instant(seconds(5));
  board.live(kConfirm + seconds(4));
  EXPECT_FALSE(board.slots.state.confirmed);
  EXPECT_EQ(board.slots.state.tries, slots::kTries - 1);
  board.live(kConfirm + seconds(5));
  EXPECT_TRUE(board.slots.state.confirmed);
  EXPECT_EQ(board.slots.state.slot, slots::Slot::kB);
  EXPECT_TRUE(board.slots.state.told);
  ASSERT_FALSE(board.system.records.empty());
  EXPECT_NE(board.system.records.back().text.find("slot B is confirmed"), std::string::npos);
  EXPECT_EQ(board.keeper.due(), kNever);
  EXPECT_FALSE(board.keeper.wants_restart());
}

TEST(SlotKeeper, HealthThatWasInterruptedCountsAnew) {
  Board board("3");
  board.slots.state = trial();
  board.keeper.begin();
  board.health.since = Instant(seconds(5));
  board.live(minutes(9));
  board.health.since = Instant(minutes(9));
  board.live(minutes(19) - seconds(1));
  EXPECT_FALSE(board.slots.state.confirmed);
  board.live(minutes(19) + seconds(1));
  EXPECT_TRUE(board.slots.state.confirmed);
}

TEST(SlotKeeper, GivesUpATrialThatSeesNothing) {
  Board board("3");
  board.slots.state = trial();
  board.keeper.begin();
  board.live(3 * kConfirm - seconds(1));
  EXPECT_FALSE(board.keeper.wants_restart());
  board.live(3 * kConfirm + seconds(1));
  EXPECT_TRUE(board.keeper.wants_restart());
  EXPECT_EQ(board.slots.state.slot, slots::Slot::kA);
  EXPECT_EQ(board.slots.state.reason, slots::Reason::kGivenUp);
}

TEST(SlotKeeper, TellsTheReasonOnce) {
  Board board("2");
  board.slots.state = slots::gave_up(trial(), slots::Slot::kB);
  board.keeper.begin();
  ASSERT_EQ(board.system.records.size(), 1u);
  EXPECT_NE(board.system.records[0].text.find(
                "slot B did not become healthy and gave up; back to slot A"),
            std::string::npos);
  EXPECT_TRUE(board.slots.state.told);
}

TEST(SlotKeeper, AFaultBeforeTheSecondsAreOverUsesATry) {
  Board board("3");
  board.slots.state = slots::user_space_began(trial(), slots::Slot::kB, false);
  board.diary.set_panic("Oops");
  board.keeper.begin();
  EXPECT_EQ(board.slots.state.tries, slots::kTries - 1);
}

TEST(SlotKeeper, HasTheConfirmedSlotLookedAtAgainWhereItStandsIn) {
  Board board("3");
  board.slots.state = {.attempts = slots::kConfirmedAttempts + 2};
  board.keeper.begin();
  board.live(SlotKeeper::kChance - seconds(1));
  EXPECT_FALSE(board.keeper.wants_restart());
  board.live(SlotKeeper::kChance);
  EXPECT_TRUE(board.keeper.wants_restart());
  EXPECT_TRUE(board.slots.state.second_look);

  Board after("3");
  after.slots.state = board.slots.state;
  after.slots.state.attempts += 2;
  after.keeper.begin();
  after.health.since = Instant(seconds(20));
  after.live(minutes(11));
  EXPECT_FALSE(after.keeper.wants_restart());
  EXPECT_EQ(after.slots.state.slot, slots::Slot::kB);
  EXPECT_EQ(after.slots.state.reason, slots::Reason::kTookOver);
}

TEST(SlotKeeper, AsksAMediumThatFailsAgainAndComplainsOnce) {
  Board board("3");
  board.slots.state = trial();
  board.slots.result = Status::failure(Code::kIo, "cannot be read or written");
  board.keeper.begin();
  board.live(minutes(1));
  EXPECT_EQ(board.slots.events, std::vector(7, SlotEvent::kBegan));
  EXPECT_EQ(board.system.said.size(), 1u);
  board.slots.result = Status::success();
  board.live(minutes(2));
  EXPECT_EQ(board.slots.state.tries, slots::kTries - 1);
}

TEST(SlotKeeper, DoesNotAskAMediumAgainThatHangs) {
  Board board("3");
  board.slots.result = Status::failure(Code::kTimeout, "does not answer");
  board.keeper.begin();
  EXPECT_EQ(board.keeper.due(), kNever);
  EXPECT_EQ(board.slots.events.size(), 1u);
}

TEST(SlotKeeper, DoesNothingWhereNobodySaysTheSlot) {
  Board board("2");
  board.system.files["/proc/cmdline"] = "quiet";
  board.keeper.begin();
  EXPECT_TRUE(board.slots.events.empty());
  EXPECT_EQ(board.keeper.due(), kNever);
}

TEST(SlotKeeper, KnowsTheSlotFromTheCommandLineOrTheFirmware) {
  FakeSystem system;
  EXPECT_EQ(running_slot(system), std::nullopt);
  system.files["/proc/device-tree/chosen/bootloader/partition"] = std::string("\0\0\0\3", 4);
  EXPECT_EQ(running_slot(system), slots::Slot::kB);
  system.files["/proc/cmdline"] = "ocellus.slot=2 panic=1";
  EXPECT_EQ(running_slot(system), slots::Slot::kA);
  system.files["/proc/cmdline"] = "panic=1 ocellus.slot=7";
  EXPECT_EQ(running_slot(system), std::nullopt);
  system.files["/proc/cmdline"] = "panic=1 ocellus.slot=";
  system.files.erase("/proc/device-tree/chosen/bootloader/partition");
  EXPECT_EQ(running_slot(system), std::nullopt);
}

TEST(SlotKeeper, RecoveryIsDueByItsWordAlone) {
  FakeSystem system;
  EXPECT_FALSE(recovery_is_due(system));
  for (const char* line : {"quiet ocellus.slot=3 ocellus.boots=0x3 ocellus.recovery\n",
                           "ocellus.recovery quiet", "ocellus.recovery"}) {
    system.files["/proc/cmdline"] = line;
    EXPECT_TRUE(recovery_is_due(system)) << line;
  }
  for (const char* line : {"quiet ocellus.slot=3\n", "not.ocellus.recovery", "ocellus.recovery=0",
                           "ocellus.recovery2 ocellus.recover"}) {
    system.files["/proc/cmdline"] = line;
    EXPECT_FALSE(recovery_is_due(system)) << line;
  }
}

}  // namespace
}  // namespace ocellus::boot
