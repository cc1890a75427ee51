#include "drivers/slots/state_store.hpp"

#include <gtest/gtest.h>

#include "drivers/storage/fake_device.hpp"
#include "drivers/storage/little_endian.hpp"

namespace ocellus::slots {
namespace {

using storage::FakeDevice;
using Fate = FakeDevice::Fate;

constexpr std::uint64_t kRegion = 64 << 10;

SlotState with_boots(std::uint32_t boots) { return {.slot = Slot::kB, .boots = boots}; }

TEST(StateStore, OfAnEmptyMediumIsSlotA) {
  for (const int fill : {0, 0xff}) {
    FakeDevice device(kRegion, static_cast<std::byte>(fill));
    StateStore store(device);
    EXPECT_EQ(store.read(), Content::kNothing);
    EXPECT_EQ(store.state(), SlotState{});
    EXPECT_EQ(device.writes, 0u);
  }
}

TEST(StateStore, WritesTheCopiesInTurn) {
  FakeDevice device(kRegion);
  for (std::uint32_t boots = 1; boots <= 5; ++boots) {
    StateStore store(device);
    static_cast<void>(store.read());
    const auto before = std::vector(device.durable().begin(), device.durable().end());
    ASSERT_TRUE(store.write(with_boots(boots)).ok());
    const std::size_t written = boots % 2 == 1 ? 0 : 1;
    for (std::size_t copy = 0; copy < 2; ++copy) {
      const auto at = static_cast<std::ptrdiff_t>(kCopyOffsets[copy]);
      const bool same =
          std::equal(before.begin() + at, before.begin() + at + 512, device.durable().begin() + at);
      EXPECT_EQ(same, copy != written);
    }
    StateStore again(device);
    ASSERT_EQ(again.read(), Content::kState);
    EXPECT_EQ(again.state().boots, boots);
    EXPECT_EQ(again.state().sequence, boots);
  }
  EXPECT_EQ(device.flushes, 10u);  // of what was read, and of what was written
}

// What a process that was killed left on its way is read as if it lasted.
TEST(StateStore, MakesWhatItReadLastBeforeItWrites) {
  FakeDevice device(kRegion);
  Sector sector;
  encode(with_boots(1), sector);
  ASSERT_TRUE(device.write(kCopyOffsets[0], sector).ok());
  StateStore store(device);
  ASSERT_EQ(store.read(), Content::kState);
  device.writes_left = 1;  // its flush fails
  EXPECT_FALSE(store.write(with_boots(2)).ok());
  device.power_cut(std::array{Fate::kGarbage});
  StateStore again(device);
  ASSERT_EQ(again.read(), Content::kState);
  EXPECT_EQ(again.state().boots, 1u);
}

TEST(StateStore, MakesLastWhatItDoesNotWriteAgain) {
  FakeDevice device(kRegion);
  Sector sector;
  encode(with_boots(1), sector);
  ASSERT_TRUE(device.write(kCopyOffsets[0], sector).ok());
  StateStore store(device);
  static_cast<void>(store.read());
  ASSERT_TRUE(store.write(with_boots(1)).ok());
  EXPECT_TRUE(device.in_flight().empty());
  EXPECT_EQ(device.writes, 1u);
}

TEST(StateStore, WritesNothingWhereNothingChanged) {
  FakeDevice device(kRegion);
  StateStore store(device);
  static_cast<void>(store.read());
  ASSERT_TRUE(store.write(with_boots(1)).ok());
  ASSERT_TRUE(store.write(store.state()).ok());
  ASSERT_TRUE(store.write(with_boots(1)).ok());
  EXPECT_EQ(device.writes, 1u);
}

TEST(StateStore, ACutLeavesTheOldStateOrTheNewOne) {
  for (const Fate fate :
       {Fate::kOld, Fate::kNew, Fate::kTornFront, Fate::kTornBack, Fate::kGarbage}) {
    FakeDevice device(kRegion);
    StateStore store(device);
    static_cast<void>(store.read());
    ASSERT_TRUE(store.write(with_boots(1)).ok());
    ASSERT_TRUE(store.write(with_boots(2)).ok());
    device.failing_flushes = 0;
    device.writes_left = 1;  // the flush fails
    EXPECT_FALSE(store.write(with_boots(3)).ok());
    device.power_cut(std::array{fate});
    StateStore again(device);
    ASSERT_EQ(again.read(), Content::kState);
    EXPECT_EQ(again.state().boots, fate == Fate::kNew ? 3u : 2u);
  }
}

TEST(StateStore, AFailureIsTriedAgainInTheSamePlace) {
  FakeDevice device(kRegion);
  StateStore store(device);
  static_cast<void>(store.read());
  ASSERT_TRUE(store.write(with_boots(1)).ok());
  device.failing_flushes = 2;
  EXPECT_EQ(store.write(with_boots(2)).code, Code::kIo);
  EXPECT_EQ(store.write(with_boots(2)).code, Code::kIo);
  EXPECT_EQ(store.state().boots, 1u);
  ASSERT_TRUE(store.write(with_boots(2)).ok());
  StateStore again(device);
  ASSERT_EQ(again.read(), Content::kState);
  EXPECT_EQ(again.state().boots, 2u);
}

TEST(StateStore, ACopyThatCannotBeReadIsWrittenNext) {
  FakeDevice device(kRegion);
  StateStore store(device);
  static_cast<void>(store.read());
  ASSERT_TRUE(store.write(with_boots(1)).ok());  // copy 0
  ASSERT_TRUE(store.write(with_boots(2)).ok());  // copy 1
  device.unreadable = {kCopyOffsets[1] / 512};
  StateStore again(device);
  ASSERT_EQ(again.read(), Content::kState);
  EXPECT_EQ(again.state().boots, 1u);
  device.unwritable = {kCopyOffsets[0] / 512};  // the good one stays
  EXPECT_TRUE(again.write(with_boots(3)).ok());
}

TEST(StateStore, LeavesANewerVersionAlone) {
  FakeDevice device(kRegion);
  StateStore store(device);
  static_cast<void>(store.read());
  ASSERT_TRUE(store.write(with_boots(1)).ok());
  Sector sector;
  encode({.sequence = 2, .slot = Slot::kB}, sector);
  storage::store<std::uint32_t>(sector, 4, kVersion + 1);
  storage::store(sector, 508, checksum(sector));
  ASSERT_TRUE(device.write(kCopyOffsets[1], sector).ok());
  StateStore again(device);
  EXPECT_EQ(again.read(), Content::kNewer);
  EXPECT_EQ(again.state().slot, Slot::kB);
  EXPECT_EQ(again.write(with_boots(3)).code, Code::kUnsupported);
  EXPECT_EQ(device.writes, 2u);
}

TEST(StateStore, AReadOnlyMediumIsSaidToBeOne) {
  FakeDevice device(kRegion);
  device.read_only = true;
  StateStore store(device);
  static_cast<void>(store.read());
  EXPECT_EQ(store.write(with_boots(1)).code, Code::kReadOnly);
}

}  // namespace
}  // namespace ocellus::slots
