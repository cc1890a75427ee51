#include "drivers/slots/transitions.hpp"

#include <gtest/gtest.h>

namespace ocellus::slots {
namespace {

constexpr Slot kA = Slot::kA;
constexpr Slot kB = Slot::kB;

SlotState trial() { return trial_begins({}, kA); }

SlotState started(SlotState state) { return loader_chooses(state).next; }

// A start that comes as far as user space, and its chance.
SlotState lived(SlotState state, Slot slot, bool after_fault = false) {
  return had_its_chance(user_space_began(started(state), slot, after_fault), slot);
}

TEST(Loader, StartsSlotAOfANewCard) {
  const Choice choice = loader_chooses({});
  EXPECT_EQ(choice.start, (Start{kA, false}));
  EXPECT_EQ(choice.next.boots, 1u);
  EXPECT_EQ(choice.next.attempts, 1u);
  EXPECT_TRUE(choice.next.confirmed);
}

TEST(Loader, StartsATrialUntilItsTriesAreUsed) {
  SlotState state = trial();
  for (std::uint32_t left = kTries; left > 0; --left) {
    EXPECT_EQ(state.tries, left);
    EXPECT_EQ(loader_chooses(state).start, (Start{kB, false}));
    state = lived(state, kB);
  }
  const Choice choice = loader_chooses(state);
  EXPECT_EQ(choice.start, (Start{kA, false}));
  EXPECT_TRUE(choice.next.confirmed);
  EXPECT_TRUE(choice.next.is_bad(kB));
  EXPECT_FALSE(choice.next.is_bad(kA));
  EXPECT_FALSE(choice.next.told);
  EXPECT_EQ(choice.next.reason, Reason::kTriesUsed);
}

TEST(Loader, GoesBackFromATrialThatNeverReachesUserSpace) {
  SlotState state = trial();
  for (std::uint32_t i = 0; i < kTrialAttempts; ++i) {
    const Choice choice = loader_chooses(state);
    ASSERT_EQ(choice.start, (Start{kB, false})) << i;
    state = choice.next;
  }
  const Choice choice = loader_chooses(state);
  EXPECT_EQ(choice.start, (Start{kA, false}));
  EXPECT_EQ(choice.next.reason, Reason::kNoUserSpace);
  EXPECT_EQ(choice.next.attempts, 1u);
}

TEST(Loader, TakesTurnsWhereAConfirmedSlotIsDead) {
  SlotState state;
  for (std::uint32_t i = 0; i < kConfirmedAttempts + 10; ++i) {
    const Choice choice = loader_chooses(state);
    const bool turn = i >= kConfirmedAttempts && i % 2 == 1;
    ASSERT_EQ(choice.start, (Start{turn ? kB : kA, false})) << i;
    ASSERT_EQ(choice.next.slot, kA);
    ASSERT_TRUE(choice.next.confirmed);
    state = choice.next;
  }
}

TEST(Loader, AsksForRecoveryWhereTheOtherSlotIsBadToo) {
  SlotState state = {.attempts = kConfirmedAttempts, .bad = {false, true}};
  EXPECT_EQ(loader_chooses(state).start, (Start{kA, false}));
  state.attempts += 1;
  EXPECT_EQ(loader_chooses(state).start, (Start{kB, true}));
}

TEST(Loader, DoesNotTryWhatItCannotCount) {
  const Choice choice = loader_chooses(trial());
  EXPECT_EQ(loader_cannot_write(choice.next, choice.start), (Start{kA, false}));
  const Choice plain = loader_chooses({});
  EXPECT_EQ(loader_cannot_write(plain.next, plain.start), (Start{kA, false}));
}

TEST(Loader, GoesBackFromATrialThatCannotBeRead) {
  const Choice choice = loader_cannot_load(started(trial()), kB);
  EXPECT_EQ(choice.start, (Start{kA, false}));
  EXPECT_TRUE(choice.next.confirmed);
  EXPECT_EQ(choice.next.reason, Reason::kCannotLoad);
  EXPECT_EQ(choice.next.attempts, 1u);
}

TEST(Loader, StartsTheOtherWhereTheConfirmedSlotCannotBeRead) {
  const SlotState state = started({});
  EXPECT_EQ(loader_cannot_load(state, kA).start, (Start{kB, false}));
  EXPECT_EQ(loader_cannot_load(state, kA).next, state);
  SlotState both = state;
  both.set_bad(kB, true);
  EXPECT_EQ(loader_cannot_load(both, kA).start, (Start{kB, true}));
  EXPECT_EQ(loader_cannot_load(both, kB).start, (Start{kA, true}));
}

TEST(UserSpace, QuickCutsUseUpNoTries) {
  SlotState state = trial();
  for (std::uint32_t i = 0; i < kMostUnfinished; ++i) {
    ASSERT_EQ(loader_chooses(state).start.slot, kB);
    state = user_space_began(started(state), kB, false);
    ASSERT_EQ(state.tries, kTries);
    ASSERT_FALSE(state.confirmed);
  }
  // It may as well panic within its first seconds each time.
  const Choice choice = loader_chooses(state);
  EXPECT_EQ(choice.start.slot, kA);
  EXPECT_EQ(choice.next.reason, Reason::kNeverLasted);
  EXPECT_EQ(had_its_chance(state, kB).unfinished, 0u);
}

TEST(UserSpace, TenThousandQuickCutsLeaveTheConfirmedSlot) {
  SlotState state = proved_healthy(lived(trial(), kB), kB);
  for (std::uint32_t i = 0; i < 10'000; ++i) {
    const Choice choice = loader_chooses(state);
    ASSERT_EQ(choice.start, (Start{kB, false}));
    // Every third one is out again before there is a user space.
    state = i % 3 == 0 ? choice.next : user_space_began(choice.next, kB, false);
    ASSERT_EQ(state.slot, kB);
    ASSERT_TRUE(state.confirmed);
  }
  for (std::uint32_t i = 0; i < 10'000; ++i) state = started(state);
  EXPECT_EQ(state.slot, kB);
  EXPECT_TRUE(state.confirmed);
}

TEST(UserSpace, AResetByAFaultCountsBeforeTheSecondsAreOver) {
  SlotState state = user_space_began(started(trial()), kB, false);
  for (std::uint32_t left = kTries; left > 1; --left) {
    ASSERT_EQ(state.tries, left);
    state = user_space_began(started(state), kB, true);
  }
  EXPECT_EQ(loader_chooses(state).start.slot, kB);
  state = user_space_began(started(state), kB, true);
  EXPECT_EQ(loader_chooses(state).start.slot, kA);
}

TEST(UserSpace, ALifeCountsOnce) {
  SlotState state = lived(trial(), kB);
  EXPECT_EQ(state.tries, kTries - 1);
  EXPECT_EQ(had_its_chance(state, kB), state);
  // By the watchdog, after the seconds were over.
  state = user_space_began(started(state), kB, true);
  EXPECT_EQ(state.tries, kTries - 1);
}

TEST(UserSpace, TheOldSlotsOwnFaultDoesNotCountForTheTrial) {
  EXPECT_EQ(user_space_began(started(trial()), kB, true).tries, kTries);
}

TEST(UserSpace, HealthConfirms) {
  const SlotState state = proved_healthy(lived(trial(), kB), kB);
  EXPECT_TRUE(state.confirmed);
  EXPECT_EQ(state.slot, kB);
  EXPECT_EQ(state.reason, Reason::kConfirmed);
  EXPECT_FALSE(state.is_bad(kB));
  EXPECT_EQ(proved_healthy(state, kB), state);
  // Of the slot that runs, not of the one that is on trial.
  EXPECT_EQ(proved_healthy(trial(), kA), trial());
}

TEST(UserSpace, MayGiveUp) {
  const SlotState state = gave_up(lived(trial(), kB), kB);
  EXPECT_EQ(state.slot, kA);
  EXPECT_TRUE(state.confirmed);
  EXPECT_TRUE(state.is_bad(kB));
  EXPECT_EQ(state.reason, Reason::kGivenUp);
  EXPECT_EQ(gave_up(SlotState{}, kA), SlotState{});
}

TEST(UserSpace, OfTheSlotThatStandsInLooksAgainBeforeItTakesOver) {
  SlotState state = {.attempts = kConfirmedAttempts + 1};
  Choice choice = loader_chooses(state);
  ASSERT_EQ(choice.start.slot, kB);
  state = user_space_began(choice.next, kB, false);
  EXPECT_EQ(state, choice.next);
  EXPECT_EQ(proved_healthy(state, kB), state) << "not before it has looked";
  state = had_its_chance(state, kB);
  EXPECT_TRUE(state.second_look);
  choice = loader_chooses(state);
  EXPECT_EQ(choice.start.slot, kA);
  // It lives: as if nothing had been.
  const SlotState alive = user_space_began(choice.next, kA, false);
  EXPECT_FALSE(alive.second_look);
  EXPECT_EQ(alive.attempts, 0u);
  // It does not: the turn is B's.
  choice = loader_chooses(choice.next);
  ASSERT_EQ(choice.start.slot, kB);
  EXPECT_EQ(had_its_chance(choice.next, kB), choice.next) << "only once";
  state = proved_healthy(choice.next, kB);
  EXPECT_EQ(state.slot, kB);
  EXPECT_TRUE(state.confirmed);
  EXPECT_TRUE(state.is_bad(kA));
  EXPECT_EQ(state.reason, Reason::kTookOver);
}

TEST(Update, GoesToTheOtherSlotOnly) {
  SlotState state = replacing_other({}, kA);
  EXPECT_TRUE(state.is_bad(kB));
  EXPECT_EQ(loader_chooses(state).start, (Start{kA, false}));
  state = trial_begins(state, kA);
  EXPECT_EQ(state.slot, kB);
  EXPECT_EQ(state.tries, kTries);
  EXPECT_FALSE(state.confirmed);
}

// A cut may leave the new one whole and not on trial: then nothing may say that it has failed.
TEST(Update, ForgetsWhatTheOneBeforeItDid) {
  SlotState state = replacing_other(gave_up(trial(), kB), kA);
  EXPECT_EQ(state.reason, Reason::kBeingReplaced);
  EXPECT_FALSE(state.told);
  EXPECT_TRUE(state.is_bad(kB));
  state = told(state);
  EXPECT_EQ(replacing_other(state, kA), state);
}

TEST(Update, DoesNotTouchTheOneToGoBackTo) {
  const SlotState state = lived(trial(), kB);
  EXPECT_FALSE(other_is_free(state, kB));
  EXPECT_EQ(replacing_other(state, kB), state);
  EXPECT_EQ(trial_begins(state, kB), state);
  EXPECT_TRUE(other_is_free(proved_healthy(state, kB), kB));
}

// B stands in for A, which cannot be read: A's place is the one to write to.
TEST(Update, MendsTheConfirmedSlotFromTheOneThatStandsIn) {
  SlotState state = replacing_other(started({}), kB);
  EXPECT_EQ(state.slot, kB);
  EXPECT_TRUE(state.confirmed);
  EXPECT_TRUE(state.is_bad(kA));
  EXPECT_EQ(state.reason, Reason::kBeingReplaced);
  state = trial_begins(state, kB);
  EXPECT_EQ(state.slot, kA);
  EXPECT_EQ(gave_up(state, kA).slot, kB);
}

TEST(Update, IsReplacedByANewerOneBeforeItWasTried) {
  const SlotState state = replacing_other(trial(), kA);
  EXPECT_EQ(state.slot, kA);
  EXPECT_TRUE(state.confirmed);
  EXPECT_TRUE(state.is_bad(kB));
}

// From the recovery console, which runs from B: A is confirmed, and B is bad.
TEST(StartedAgain, TheConfirmedSlotHasTheNextTurnAndTheConsoleTheOneAfter) {
  SlotState state = {.slot = kA, .attempts = kConfirmedAttempts + 8, .bad = {false, true}};
  state = started_again(state, kA);
  Choice choice = loader_chooses(state);
  EXPECT_EQ(choice.start, (Start{.slot = kA}));
  choice = loader_chooses(choice.next);
  EXPECT_EQ(choice.start, (Start{.slot = kB, .recovery = true}));
  // And the console does not have A looked at once more.
  EXPECT_EQ(had_its_chance(choice.next, kB), choice.next);
}

TEST(StartedAgain, TheOtherSlotHasOneChance) {
  const SlotState before = {.slot = kA, .attempts = kConfirmedAttempts + 9, .bad = {false, true}};
  const Choice choice = loader_chooses(started_again(before, kB));
  EXPECT_EQ(choice.start, (Start{.slot = kB}));
  const SlotState lived = had_its_chance(user_space_began(choice.next, kB, false), kB);
  const SlotState proved = proved_healthy(lived, kB);
  EXPECT_TRUE(proved.confirmed && proved.slot == kB && !proved.is_bad(kB));
  const Choice after = loader_chooses(lived);
  EXPECT_EQ(after.start, (Start{.slot = kA}));
  EXPECT_TRUE(after.next.confirmed && after.next.is_bad(kB));
  EXPECT_EQ(after.next.reason, Reason::kTriesUsed);
}

TEST(StartedAgain, ATrialGoesItsWay) {
  const SlotState state = trial();
  EXPECT_EQ(started_again(state, kA), state);
  EXPECT_EQ(started_again(state, kB), state);
}

}  // namespace
}  // namespace ocellus::slots
