#include "drivers/slots/slot_state.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string_view>

#include "drivers/slots/crc32.hpp"
#include "drivers/storage/little_endian.hpp"

namespace ocellus::slots {
namespace {

SlotState busy() {
  SlotState state = {.sequence = 0x01020304,
                     .slot = Slot::kB,
                     .confirmed = false,
                     .tries = 2,
                     .attempts = 0x1122,
                     .chance_counted = false,
                     .bad = {false, true},
                     .second_look = true,
                     .told = false,
                     .reason = Reason::kUpdate,
                     .boots = 77,
                     .unfinished = 6};
  state.later[0] = 0xdeadbeef;
  state.later[112] = 5;
  return state;
}

// The checksum of zlib's own documentation and of everybody else's: of "123456789".
TEST(SlotState, TheChecksumIsThatOfZlib) {
  constexpr std::string_view kDigits = "123456789";
  EXPECT_EQ(crc32(std::as_bytes(std::span(kDigits))), 0xcbf43926u);
}

TEST(SlotState, EveryWordIsWhereTheReadmeSays) {
  Sector sector = {};
  encode(busy(), sector);
  const auto word = [&](std::size_t at) { return storage::load<std::uint32_t>(sector, at); };
  EXPECT_EQ(std::string_view(reinterpret_cast<const char*>(sector.data()), 4), "OCSL");
  const std::uint32_t expected[] = {1, 0x01020304, 1, 0, 2, 0x1122, 0, 2, 1, 0, 1, 77, 6};
  for (std::size_t i = 0; i < std::size(expected); ++i)
    EXPECT_EQ(word(4 + 4 * i), expected[i]) << i;
  EXPECT_EQ(word(56), 0xdeadbeef);
  EXPECT_EQ(word(504), 5u);
  const std::uint32_t sum = crc32(std::span(sector).first(508));
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(sector[508 + i], static_cast<std::byte>(sum >> (24 - 8 * i)));
  }
}

TEST(SlotState, ComesBackAsItWas) {
  for (const SlotState& state : {busy(), SlotState{}}) {
    Sector sector;
    encode(state, sector);
    SlotState back;
    ASSERT_EQ(decode(sector, back), Content::kState);
    EXPECT_EQ(back, state);
  }
}

TEST(SlotState, ABitThatTurnedIsSeenWhereverItIs) {
  Sector sector;
  encode(busy(), sector);
  for (std::size_t bit = 0; bit < kSectorBytes * 8; ++bit) {
    Sector damaged = sector;
    damaged[bit / 8] ^= static_cast<std::byte>(1 << bit % 8);
    SlotState back;
    ASSERT_EQ(decode(damaged, back), Content::kNothing) << bit;
  }
}

TEST(SlotState, EmptySectorsHoldNothing) {
  for (const int fill : {0, 0xff}) {
    Sector sector;
    sector.fill(static_cast<std::byte>(fill));
    SlotState state;
    EXPECT_EQ(decode(sector, state), Content::kNothing);
  }
}

TEST(SlotState, OfANewerVersionOnlySlotAndSequenceAreKnown) {
  Sector sector;
  encode(busy(), sector);
  storage::store<std::uint32_t>(sector, 4, 2);
  storage::store(sector, 508, checksum(sector));
  SlotState state;
  EXPECT_EQ(decode(sector, state), Content::kNewer);
  EXPECT_EQ(state.slot, Slot::kB);
  EXPECT_EQ(state.sequence, 0x01020304u);
  EXPECT_EQ(state.tries, 0u);
}

// Whatever stands in the words, they mean something: no value ends in nothing being started.
TEST(SlotState, EveryValueOfAWordMeansSomething) {
  Sector sector;
  sector.fill(std::byte{0xff});
  storage::store<std::uint32_t>(sector, 0, kMagic);
  storage::store<std::uint32_t>(sector, 4, kVersion);
  storage::store(sector, 508, checksum(sector));
  SlotState state;
  ASSERT_EQ(decode(sector, state), Content::kState);
  EXPECT_EQ(state.slot, Slot::kB);
  EXPECT_TRUE(state.confirmed && state.told && state.second_look && state.chance_counted);
  EXPECT_TRUE(state.is_bad(Slot::kA) && state.is_bad(Slot::kB));
}

}  // namespace
}  // namespace ocellus::slots
