#include "apps/boot/updates.hpp"

#include <gtest/gtest.h>

#include "apps/boot/fake_slots.hpp"
#include "apps/boot/guarded_board.hpp"
#include "apps/update/outcome.hpp"
#include "drivers/slots/transitions.hpp"

namespace ocellus::boot {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using update::Exit;

constexpr const char* kList = "/proc/partitions";
constexpr const char* kOwn = "major minor  #blocks  name\n\n 254 0 1 vda\n 254 1 1 vda1\n";

FakeSystem::Aside ends(Exit exit, const char* report = "") {
  return {.life = {.lasts = seconds(3), .status = static_cast<int>(exit)}, .report = report};
}

// Slot A runs, confirmed unless a test says otherwise, and the camera sees after 5 s.
struct Board {
  Board() : partition(system, "/dev/vda1") {
    system.files["/proc/cmdline"] = "ocellus.slot=2";
    system.files[kList] = kOwn;
    system.asides = {ends(Exit::kNothing)};
    partition.mount_if_there();
    slots.state = slots::loader_chooses({}).next;
    health.since = Instant(seconds(5));
  }

  // Begins when it is asked to live for the first time.
  void live(Duration until) {
    if (!begun) keeper.begin();
    begun = true;
    while (system.time() < until && !updates.wants_restart()) {
      switch (system.wait(std::min(updates.due(), Instant(until)))) {
        case Event::kDeadline:
          if (system.now() >= updates.due()) updates.reach_deadline();
          break;
        case Event::kChildEnded:
          while (const auto ended = system.reap()) updates.note_end(*ended);
          break;
        case Event::kSender:
          updates.note_sender();
          break;
        case Event::kDevices:
        case Event::kPowerOff:
          return;
      }
      ASSERT_LT(++turns, 10'000);
    }
  }
  void plug(const char* name) { system.files[kList] += " 8 1 1 " + std::string(name) + "\n"; }
  void pull() { system.files[kList] = kOwn; }
  std::vector<std::string> places() const {
    std::vector<std::string> places;
    for (const FakeSystem::Start& start : system.started_aside) {
      const std::size_t at = start.argument.find(' ') + 1;
      places.push_back(start.argument.substr(at, start.argument.find(' ', at) - at));
    }
    return places;
  }
  bool in_the_journal(std::string_view text) const {
    return std::ranges::any_of(system.records, [text](const FakeSystem::Record& record) {
      return record.text.find(text) != record.text.npos;
    });
  }

  FakeSystem system;
  FakeSlots slots;
  FakeHealth health;
  BootPartition partition;
  Diary diary{system, partition};
  SlotKeeper keeper{system, slots, partition, diary, health, minutes(10)};
  Updates updates{system, partition, diary, keeper, health};
  bool begun = false;
  int turns = 0;
};

using Places = std::vector<std::string>;

TEST(Updates, LooksAtTheBootPartitionOnceAStart) {
  Board board;
  board.live(minutes(30));
  EXPECT_EQ(board.places(), Places{"/boot/update.bundle"});
  EXPECT_EQ(board.system.started_aside.at(0).program, "/bin/update");
  EXPECT_EQ(board.system.started_aside.at(0).argument,
            "take /boot/update.bundle --running A --slot /dev/vda3 --state /dev/vda4");
  EXPECT_TRUE(board.system.records.empty() || !board.in_the_journal("update"));
}

TEST(Updates, NamesTheSlotThatDoesNotRun) {
  Board board;
  board.system.files["/proc/cmdline"] = "ocellus.slot=3";
  board.slots.state.slot = slots::Slot::kB;
  board.live(minutes(1));
  EXPECT_EQ(board.system.started_aside.at(0).argument,
            "take /boot/update.bundle --running B --slot /dev/vda2 --state /dev/vda4");
}

TEST(Updates, RestartsIntoTheTrial) {
  Board board;
  board.system.asides = {ends(Exit::kDone, "version 2.0.0 is in slot B, to be tried\n")};
  board.live(minutes(1));
  EXPECT_TRUE(board.updates.wants_restart());
  EXPECT_EQ(board.updates.due(), kNever);
  EXPECT_TRUE(board.system.told("update: version 2.0.0 is in slot B"));
  EXPECT_TRUE(board.in_the_journal(
      R"("notice":"update","text":"version 2.0.0 is in slot B, to be tried"})"));
}

TEST(Updates, WaitsUntilTheCameraSees) {
  Board board;
  board.health.since = std::nullopt;
  board.live(minutes(5));
  EXPECT_EQ(board.places(), Places{});
  board.health.since = Instant(minutes(5));
  board.live(minutes(5) + seconds(3));
  EXPECT_EQ(board.places().size(), 1u);
}

TEST(Updates, MendsABoardThatNeverSees) {
  Board board;
  board.health.since = std::nullopt;
  board.live(Updates::kWithoutHealth - seconds(1));
  EXPECT_EQ(board.places(), Places{});
  board.live(Updates::kWithoutHealth + seconds(2));
  EXPECT_EQ(board.places().size(), 1u);
}

TEST(Updates, BeginsNothingWhileASlotIsOnTrialOrUnknown) {
  Board board;
  board.system.files["/proc/cmdline"] = "ocellus.slot=3";
  board.slots.state = slots::loader_chooses(slots::trial_begins({}, slots::Slot::kA)).next;
  board.live(minutes(30));
  EXPECT_EQ(board.places(), Places{});

  Board standing_in;
  standing_in.system.files["/proc/cmdline"] = "ocellus.slot=3";
  standing_in.live(minutes(1));
  EXPECT_EQ(standing_in.places(), Places{});

  Board unreadable;
  unreadable.slots.result = Status::failure(Code::kIo, "cannot be read");
  unreadable.live(minutes(1));
  EXPECT_EQ(unreadable.places(), Places{});
}

TEST(Updates, LooksAtAPartitionOnceEachTimeItAppears) {
  Board board;
  board.system.asides = {ends(Exit::kNothing), ends(Exit::kRefused, "/dev/sda1: is damaged")};
  board.live(minutes(1));
  board.plug("sda");
  board.plug("sda1");
  board.plug("sda2");
  board.live(minutes(1) + Updates::kLook + seconds(10));
  board.live(minutes(10));
  EXPECT_EQ(board.places(), (Places{"/boot/update.bundle", "/dev/sda1", "/dev/sda2"}));
  EXPECT_LE(board.system.started_aside.at(1).at, minutes(1) + Updates::kLook);
  EXPECT_TRUE(board.in_the_journal("/dev/sda1: is damaged"));
  board.pull();
  board.live(minutes(11));
  board.plug("sda1");
  board.live(minutes(12));
  EXPECT_EQ(board.places().size(), 4u);
}

TEST(Updates, LooksAtOnceAtADeviceThatTheKernelTellsOf) {
  Board board;
  board.live(minutes(1));
  board.plug("sda1");
  Device device = {.kind = Device::Kind::kPartition};
  device.length = std::string_view("/dev/sda1").copy(device.room.data(), device.room.size());
  board.updates.note_device(device);
  board.live(minutes(1) + std::chrono::milliseconds(1));
  EXPECT_EQ(board.places().size(), 2u);
  board.updates.note_device(device);  // while it is being looked at
  board.live(minutes(2));
  EXPECT_EQ(board.places().size(), 2u);
  board.updates.note_device(device);  // another one, quicker than we looked
  board.live(minutes(3));
  EXPECT_EQ(board.places().size(), 3u);
}

TEST(Updates, TakesWhatASenderHasAndOneAtATime) {
  Board board;
  board.system.asides = {{.life = {.lasts = minutes(2), .status = 4}},
                         ends(Exit::kFailed, "broke off")};
  board.system.senders = {seconds(1), seconds(30)};
  board.live(minutes(1));
  EXPECT_EQ(board.places(), Places{"/boot/update.bundle"});
  board.live(minutes(3));
  ASSERT_EQ(board.places(), (Places{"/boot/update.bundle", "-"}));
  EXPECT_GE(board.system.started_aside.at(1).at, minutes(2));
  EXPECT_TRUE(board.system.told("update: broke off"));
}

TEST(Updates, KillsWhatDoesNotEndAndGoesOn) {
  Board board;
  board.system.asides = {{.life = {.lasts = std::chrono::hours(9)}}, ends(Exit::kNothing)};
  board.plug("sda1");
  board.live(minutes(30));
  EXPECT_EQ(board.places(), (Places{"/boot/update.bundle", "/dev/sda1"}));
  EXPECT_TRUE(board.system.told("killed after 1200.0 s"));
  EXPECT_TRUE(board.in_the_journal("was killed"));
  EXPECT_FALSE(board.updates.wants_restart());
}

TEST(Updates, LeavesAloneWhatCannotBeKilledUntilItEnds) {
  Board board;
  board.system.asides = {{.life = {.lasts = minutes(60), .after_killing = std::nullopt}},
                         ends(Exit::kNothing)};
  board.plug("sda1");
  board.live(minutes(50));
  EXPECT_EQ(board.places().size(), 1u);
  EXPECT_TRUE(board.system.told("cannot be killed"));
  board.live(minutes(70));
  EXPECT_EQ(board.places().size(), 2u);
}

TEST(Updates, SaysWhenItCrashesAndTakesNothingForSuccess) {
  Board board;
  board.system.asides = {{.life = {.lasts = seconds(1), .signal = SIGSEGV}}};
  board.live(minutes(1));
  EXPECT_TRUE(board.in_the_journal("ended by signal 11"));
  EXPECT_FALSE(board.updates.wants_restart());
}

TEST(Updates, KeepsAJournalThatCanBeRead) {
  Board board;
  board.system.asides = {ends(Exit::kRefused, "\"a\\b\x80\nmore")};
  board.live(minutes(1));
  EXPECT_TRUE(board.in_the_journal(R"("text":".a.b."})"));
}

TEST(Updates, WithoutTheProgramThereAreNone) {
  Board board;
  board.system.refusal = Status::failure(Code::kNotFound, "cannot be started", 0, ENOENT);
  board.live(minutes(1));
  EXPECT_EQ(board.system.started_aside.size(), 1u);
  EXPECT_EQ(board.updates.due(), kNever);
}

TEST(Updates, EndTheCameraAndRestartTheBoard) {
  GuardedBoard board("/dev/vda1");
  board.system.files["/proc/cmdline"] = "ocellus.slot=2";
  board.system.asides = {ends(Exit::kDone, "version 2.0.0 is in slot B, to be tried")};
  board.partition.mount_if_there();
  FakeSlots medium;
  medium.state = slots::loader_chooses({}).next;
  FakeHealth health;
  health.since = Instant(seconds(1));
  Supervisor camera(board.system, board.partition, board.diary, board.guard, board.options);
  SlotKeeper slots(board.system, medium, board.partition, board.diary, health, minutes(10));
  Updates updates(board.system, board.partition, board.diary, slots, health);
  EXPECT_EQ(live(board.system, camera, board.guard, &slots, nullptr, &updates), Ending::kRestart);
  EXPECT_EQ(medium.writes, 1);  // of the start alone
}

}  // namespace
}  // namespace ocellus::boot
