// Somebody plays with the plug: ten thousand times the power goes before user space is there, at
// its first write, or in its first seconds. More with OCELLUS_QUICK_CYCLES.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "apps/boot/slot_change.hpp"
#include "drivers/slots/loader.hpp"
#include "tests/storage/crash_fates.hpp"
#include "tests/updates/card.hpp"
#include "tests/updates/user_space.hpp"

namespace ocellus::tests {
namespace {

using slots::Slot;
using slots::SlotState;

constexpr CardLayout kLayout = {1};

// A slot that has its chance is there for longer.
constexpr boot::Duration kQuick = boot::SlotKeeper::kChance - std::chrono::milliseconds(1);

int wanted_cycles() {
  const char* const asked = std::getenv("OCELLUS_QUICK_CYCLES");
  return asked != nullptr ? std::atoi(asked) : 10'000;
}

// Keeps what was on its way when something was about to last for the n-th time: then the power
// goes, and what is done from then on has never been.
class Plug final : public SimulatedDisk::Watcher {
 public:
  explicit Plug(std::uint32_t flushes) : left_(flushes) {}
  void before_flush(const SimulatedDisk& disk) override {
    if (left_-- == 0) cut_ = disk;
  }
  const SimulatedDisk& at_cut(const SimulatedDisk& disk) const { return cut_ ? *cut_ : disk; }
  bool pulled() const { return cut_.has_value(); }

 private:
  std::uint32_t left_;
  std::optional<SimulatedDisk> cut_;
};

class Medium final : public boot::SlotMedium {
 public:
  explicit Medium(SimulatedDisk& disk) : part_(kLayout.state(disk)) {}
  Status change(const char* /*device*/, boot::SlotEvent event, Slot running, SlotState& state,
                boot::Duration /*patience*/) override {
    return boot::change_slots(part_, event, running, state);
  }

 private:
  Part part_;
};

class QuickCycles : public testing::Test {
 protected:
  SlotState state() {
    Part part = kLayout.state(disk_);
    slots::StateStore store(part);
    static_cast<void>(store.read());
    return store.state();
  }
  void write(const SlotState& state) {
    Part part = kLayout.state(disk_);
    slots::StateStore store(part);
    static_cast<void>(store.read());
    ASSERT_TRUE(store.write(state).ok());
  }
  Slot load() {
    Part part = kLayout.state(disk_);
    const auto start = slots::loader_starts(part, {true, true});
    EXPECT_TRUE(start.has_value());
    return start->slot;
  }

  // The power comes and goes. Whether user space was there, as far as the card knows.
  bool cycle() {
    SimulatedDisk before = disk_;
    Plug plug(random_.below(4));
    disk_.watch(&plug);
    const Slot running = load();
    const bool far = !plug.pulled() && random_.below(2) == 0;
    if (far) {
      Medium medium(disk_);
      UserSpace user_space(running, medium, false, false);
      user_space.begin();
      while (user_space.goes_on(kQuick)) user_space.go_on();
    }
    const bool cut = plug.pulled();
    disk_ = plug.at_cut(disk_);
    std::array<Fate, kMostInFlight> fates;
    const auto all = std::span(fates).first(disk_.in_flight());
    fill_at_random(all, random_);
    disk_.settle(all);
    disk_.watch(nullptr);
    return far && !cut;
  }

  // With power that stays: where it comes to rest.
  Slot rests() {
    for (int starts = 0; starts < 5; ++starts) {
      const Slot running = load();
      Medium medium(disk_);
      UserSpace user_space(running, medium, true, false);
      user_space.begin();
      while (user_space.goes_on(std::chrono::hours(1))) user_space.go_on();
      if (!user_space.wants_restart()) return running;
    }
    ADD_FAILURE() << "never rests";
    return Slot::kA;
  }

  SimulatedDisk disk_{kLayout.disk_sectors(), std::byte{0}};
  Random random_{1};
};

TEST_F(QuickCycles, LeaveAConfirmedSlotConfirmed) {
  int cycles = 0;
  for (const Slot home : {Slot::kA, Slot::kB}) {
    for (const bool guest_is_bad : {false, true}) {
      SlotState before = {.slot = home, .reason = slots::Reason::kConfirmed};
      before.set_bad(other(home), guest_is_bad);
      write(before);
      int series = 0;
      for (int i = 0; i < wanted_cycles() / 4; ++i, ++cycles) {
        cycle();
        const SlotState now = state();
        ASSERT_EQ(now.slot, home) << "cycle " << i;
        ASSERT_TRUE(now.confirmed);
        ASSERT_EQ(now.bad, before.bad);
        ASSERT_EQ(now.reason, before.reason);
        // Now and then it is left alone.
        if (++series % 100 != 0) continue;
        ASSERT_EQ(rests(), home) << "after " << i << " cycles";
        ASSERT_EQ(state().slot, home);
      }
    }
  }
  std::printf("%d quick power cycles of a confirmed slot\n", cycles);
}

// Neither its chances nor what it has left of them.
TEST_F(QuickCycles, UseNoTryOfATrial) {
  int cycles = 0;
  int trials = 0;
  int given_up = 0;
  while (cycles < wanted_cycles()) {
    const Slot home = random_.below(2) == 0 ? Slot::kA : Slot::kB;
    SlotState trial = slots::trial_begins({.slot = home}, home);
    trial.tries = 1 + random_.below(slots::kTries);
    trial.chance_counted = random_.below(2) == 0 || trial.tries == slots::kTries;
    write(trial);
    ++trials;
    int starts = 0;      // since user space was there
    int unfinished = 0;  // user spaces, at most
    bool due = true;
    for (std::uint32_t left = random_.below(40); due && left > 0; --left, ++cycles) {
      const bool there = cycle();
      ++starts;
      ++unfinished;
      const SlotState now = state();
      if (now.confirmed) {
        // After as many starts in a row as README.md says, and not before; the old slot is back.
        ASSERT_TRUE(starts > static_cast<int>(slots::kTrialAttempts) ||
                    unfinished > static_cast<int>(slots::kMostUnfinished));
        ASSERT_EQ(now.slot, home);
        ++given_up;
        due = false;
      } else {
        ASSERT_EQ(now.slot, other(home));
        ASSERT_EQ(now.tries, trial.tries) << "a try was used, in cycle " << cycles;
      }
      if (there) starts = 0;
    }
    if (due) {
      ASSERT_TRUE(state().tries == trial.tries);
    }
    const bool lasts = due && starts < static_cast<int>(slots::kTrialAttempts) &&
                       unfinished < static_cast<int>(slots::kMostUnfinished);
    const Slot end = rests();
    if (lasts) {
      ASSERT_EQ(end, other(home)) << "the trial was not made";
    }
    ASSERT_TRUE(state().confirmed);
    ASSERT_EQ(state().slot, end);
  }
  std::printf("%d quick power cycles of %d trials, %d of which were given up for being dead\n",
              cycles, trials, given_up);
}

}  // namespace
}  // namespace ocellus::tests
