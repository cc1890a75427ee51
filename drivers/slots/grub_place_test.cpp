#include "drivers/slots/grub_place.hpp"

#include <gtest/gtest.h>

#include <string_view>

#include "drivers/slots/firmware_boards.hpp"
#include "drivers/slots/firmware_loader.hpp"
#include "drivers/slots/transitions.hpp"

namespace ocellus::slots {
namespace {

Sector sector_of(std::string_view text, char filler = '#') {
  Sector sector;
  std::ranges::fill(sector, static_cast<std::byte>(filler));
  for (std::size_t i = 0; i < text.size(); ++i) sector[i] = static_cast<std::byte>(text[i]);
  return sector;
}

std::string with_signature(std::string_view text) {
  return std::string(kEnvironmentSignature) + std::string(text);
}

TEST(EnvironmentBlock, IsWhatGrubReads) {
  EXPECT_EQ(environment_block("try", Slot::kB), sector_of("# GRUB Environment Block\ntry=3\n"));
  EXPECT_EQ(environment_block("try", std::nullopt), sector_of("# GRUB Environment Block\ntry=\n"));
  for (const std::optional<Slot> slot :
       {std::optional<Slot>(), std::optional(Slot::kA), std::optional(Slot::kB)}) {
    EXPECT_EQ(slot_in_block(environment_block("usual", slot), "usual"), slot);
    EXPECT_EQ(slot_in_block(environment_block("usual", slot), "try"), std::nullopt);
    EXPECT_EQ(emptied_by_grub(environment_block("usual", slot), "usual"),
              environment_block("usual", std::nullopt));
  }
}

TEST(EnvironmentBlock, IsBelievedAsFarAsGrubDoes) {
  const auto slot = [](std::string_view text, char filler = '#') {
    return slot_in_block(sector_of(with_signature(text), filler), "try");
  };
  EXPECT_EQ(slot("other=2\ntry=3\n"), Slot::kB);
  EXPECT_EQ(slot("try=2\ntry=3\n"), Slot::kB);
  EXPECT_EQ(slot("try=3\ntry=4\n"), std::nullopt);
  EXPECT_EQ(slot("try=33\n"), std::nullopt);
  EXPECT_EQ(slot("try=\\3\n"), Slot::kB);
  EXPECT_EQ(slot("#try=3\n"), std::nullopt);
  EXPECT_EQ(slot("try=3"), std::nullopt);       // a value that never ends
  EXPECT_EQ(slot("try=3\n", 'x'), Slot::kB);    // rubbish without a sign
  EXPECT_EQ(slot("x\ntry=3\n"), std::nullopt);  // a name of two lines
  EXPECT_EQ(slot(std::string_view("try\0x=3\0y\n", 11)), Slot::kB);
  EXPECT_EQ(slot_in_block(sector_of("try=3\n"), "try"), std::nullopt);
  EXPECT_EQ(slot_in_block(Sector{}, "try"), std::nullopt);
}

TEST(EnvironmentBlock, IsEmptiedAsGrubDoes) {
  const auto emptied = [](std::string_view text, char filler = '#') {
    return emptied_by_grub(sector_of(with_signature(text), filler), "try");
  };
  const auto block = [](std::string_view text) { return sector_of(with_signature(text)); };
  EXPECT_EQ(emptied("a=b\ntry=333\nc=d\n"), block("a=b\ntry=\nc=d\n"));
  EXPECT_EQ(emptied("try=2\ntry=3\n"), block("try=\ntry=3\n"));
  EXPECT_EQ(emptied("a=b\n"), block("a=b\ntry=\n"));
  EXPECT_EQ(emptied("try=3\n", 'x'), std::nullopt);
  EXPECT_EQ(emptied_by_grub(sector_of("try=3\n"), "try"), std::nullopt);
  Sector full = sector_of(with_signature(""), 'x');
  full[kSectorBytes - 1] = std::byte{'\n'};
  EXPECT_EQ(emptied_by_grub(full, "try"), std::nullopt);
}

class GrubPlaceTest : public testing::Test {
 protected:
  static constexpr std::array<bool, 2> kBoth = {true, true};

  std::optional<Slot> grub(std::array<bool, 2> loads = kBoth) { return board_.loader(loads, true); }
  FirmwareStart start(Slot running) {
    return firmware_starts(board_.data(), board_.place(), running);
  }
  void change(const SlotState& state) {
    StateStore store(board_.data());
    static_cast<void>(store.read());
    ASSERT_TRUE(store.write(state).ok());
  }
  SlotState state() { return state_on(board_.data()); }

  GrubBoard board_{{}, {}};
};

TEST_F(GrubPlaceTest, ANewCardStartsA) {
  EXPECT_EQ(grub(), Slot::kA);
  EXPECT_EQ(start(Slot::kA), FirmwareStart{});
  EXPECT_EQ(board_.held().names[0], (GrubBoard::Block{Slot::kA, true}));
  EXPECT_EQ(board_.held().names[1], (GrubBoard::Block{Slot::kA, true}));
  EXPECT_EQ(grub({false, true}), Slot::kB);
  EXPECT_EQ(grub({false, false}), std::nullopt);
}

TEST_F(GrubPlaceTest, ATrialIsStartedOnceForEachRequest) {
  change(trial_begins({}, Slot::kA));
  for (int attempts = 1; attempts <= 10; ++attempts) {
    EXPECT_EQ(grub(), Slot::kA);
    EXPECT_EQ(start(Slot::kA), FirmwareStart{.try_other = true});
    EXPECT_EQ(grub(), Slot::kB);  // and never comes as far as user space
  }
  EXPECT_EQ(grub(), Slot::kA);
  EXPECT_EQ(start(Slot::kA), FirmwareStart{});
  EXPECT_EQ(state().reason, Reason::kNoUserSpace);
  EXPECT_EQ(state().slot, Slot::kA);
}

TEST_F(GrubPlaceTest, AConfirmedTrialIsUsualFromThenOn) {
  change(proved_healthy(trial_begins({}, Slot::kA), Slot::kB));
  ASSERT_TRUE(name_as_usual(board_.place(), Slot::kB).ok());
  EXPECT_EQ(grub(), Slot::kB);
  EXPECT_EQ(start(Slot::kB), FirmwareStart{});
}

TEST_F(GrubPlaceTest, WhatCannotBeTakenBackIsNotTried) {
  ASSERT_TRUE(board_.place().ask_for_tried().ok());
  EXPECT_EQ(board_.loader(kBoth, false), Slot::kA);
  // And user space takes it back, before anybody could overwrite that slot.
  EXPECT_EQ(board_.held().request.slot, Slot::kB);
  EXPECT_EQ(start(Slot::kA), FirmwareStart{});
  EXPECT_EQ(board_.held().request, (GrubBoard::Block{std::nullopt, true}));
}

// Nobody counts the starts of a slot whose files cannot be read but the one that stands in.
TEST_F(GrubPlaceTest, WhoStandsInTakesOver) {
  int starts = 0;
  while (state().slot == Slot::kA && starts < 100) {
    ++starts;
    ASSERT_EQ(grub({false, true}), Slot::kB);
    ASSERT_EQ(start(Slot::kB), FirmwareStart{});
    const SlotState before = state();
    change(had_its_chance(before, Slot::kB));
    if (state().second_look != before.second_look) continue;  // a restart
    change(proved_healthy(state(), Slot::kB));
  }
  EXPECT_EQ(starts, 31);
  EXPECT_EQ(state().reason, Reason::kTookOver);
}

TEST_F(GrubPlaceTest, WhoStandsInAndIsBadIsForRecovery) {
  SlotState bad;
  bad.set_bad(Slot::kB, true);
  change(bad);
  ASSERT_EQ(grub({false, true}), Slot::kB);
  EXPECT_EQ(start(Slot::kB), FirmwareStart{.recovery = true});
}

}  // namespace
}  // namespace ocellus::slots
