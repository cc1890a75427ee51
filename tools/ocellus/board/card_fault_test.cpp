#include "tools/ocellus/board/card_fault.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace ocellus::tools::board {
namespace {

using Kind = CardFault::Kind;

TEST(CardFault, IsReadAsALine) {
  EXPECT_EQ(read_card_fault("card sound").value().kind, Kind::kNone);
  EXPECT_EQ(read_card_fault("card hang").value().kind, Kind::kHang);
  EXPECT_EQ(read_card_fault("card slow").value().kind, Kind::kSlow);
  EXPECT_EQ(read_card_fault("card eio").value().kind, Kind::kNoWrites);
  const auto bad = read_card_fault("card bad 7 9");
  ASSERT_TRUE(bad.ok());
  EXPECT_EQ(bad.value().kind, Kind::kBadSectors);
  EXPECT_EQ(bad.value().sectors, (std::vector<std::uint64_t>{7, 9}));
  for (const char* line : {"card", "card well", "card bad", "card bad x", "card bad 7x",
                           "card hang 7", "cards hang"}) {
    EXPECT_FALSE(read_card_fault(line).ok()) << line;
  }
}

TEST(CardFault, IsAskedOfQemu) {
  const auto hang = card_requests({.kind = Kind::kHang}, 1);
  ASSERT_EQ(hang.size(), 1u);
  EXPECT_EQ(hang[0].command, "blockdev-reopen");
  EXPECT_EQ(hang[0].arguments["options"][0]["throttle-group"], "hung");
  EXPECT_EQ(hang[0].arguments["options"][0]["file"], "medium");

  const auto bad = card_requests({.kind = Kind::kBadSectors, .sectors = {5, 6}}, 3);
  ASSERT_EQ(bad.size(), 2u);
  EXPECT_EQ(bad[0].arguments["node-name"], "bad3");
  ASSERT_EQ(bad[0].arguments["inject-error"].size(), 4u);
  EXPECT_EQ(bad[0].arguments["inject-error"][3]["sector"], 6);
  EXPECT_EQ(bad[0].arguments["inject-error"][3]["iotype"], "write");
  EXPECT_EQ(bad[1].arguments["options"][0]["file"], "bad3");
  EXPECT_EQ(bad[1].arguments["options"][0]["throttle-group"], "sound");
}

TEST(CardFault, CanBeAReadOnlyCardFromTheStart) {
  const auto words = card_words("a,b", true);
  EXPECT_EQ(std::ranges::count(words, "file,node-name=medium,filename=a,,b,read-only=on"), 1);
  EXPECT_EQ(std::ranges::count(card_words("a", false), "file,node-name=medium,filename=a"), 1);
}

}  // namespace
}  // namespace ocellus::tools::board
