#include "apps/camera/tell/store_report.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace ocellus::camera {
namespace {

using State = StoreNews::State;

constexpr Status kFails = Status::failure(Code::kIo, "cannot be written");
constexpr Status kLocked = Status::failure(Code::kReadOnly, "cannot be written");

std::vector<StoreNews> all(StoreReport& report, const WriterFacts& facts) {
  std::vector<StoreNews> news;
  while (const auto more = report.look(facts)) news.push_back(*more);
  return news;
}

TEST(StoreReport, SaysNothingOfACardThatWorks) {
  StoreReport report;
  EXPECT_TRUE(all(report, {.waiting = 3, .settled = 9, .asking = true}).empty());
}

TEST(StoreReport, TellsSilenceOnceAndWhatItCost) {
  StoreReport report;
  const WriterFacts silent = {.waiting = 9, .asking = true, .hangs = true};
  auto news = all(report, silent);
  ASSERT_EQ(news.size(), 1u);
  EXPECT_EQ(news[0].state, State::kFailed);
  EXPECT_EQ(news[0].status.code, Code::kTimeout);
  // Records that find no room belong to the same fault, and so do those that wait afterwards.
  EXPECT_TRUE(all(report, {.waiting = 9, .lost = 4, .hangs = true, .overflows = true}).empty());
  EXPECT_TRUE(all(report, {.waiting = 5, .lost = 4, .overflows = true}).empty());
  news = all(report, {.lost = 4});
  ASSERT_EQ(news.size(), 1u);
  EXPECT_EQ(news[0].state, State::kRecovered);
  EXPECT_EQ(news[0].count, 4u);
  EXPECT_TRUE(all(report, {.lost = 4}).empty());
}

// The queue may be full before it is clear that the card is silent.
TEST(StoreReport, TakesNoSilenceForSlowness) {
  StoreReport report;
  WriterFacts facts = {.waiting = 9, .lost = 2, .asking = true, .dawdles = true, .overflows = true};
  EXPECT_TRUE(all(report, facts).empty());
  facts.hangs = true;
  const auto silent = all(report, facts);
  ASSERT_EQ(silent.size(), 1u);
  EXPECT_STREQ(silent[0].status.what, "the card does not answer");
  EXPECT_EQ(all(report, {.lost = 2}).size(), 1u);
}

TEST(StoreReport, TellsSlownessWhenTheAnswerCameAfterAll) {
  StoreReport report;
  EXPECT_TRUE(all(report, {.lost = 2, .asking = true, .dawdles = true, .overflows = true}).empty());
  const auto slow = all(report, {.waiting = 3, .lost = 2, .asking = true, .overflows = true});
  ASSERT_EQ(slow.size(), 1u);
  EXPECT_STREQ(slow[0].status.what, "the card is slower than what is to be kept");
}

TEST(StoreReport, TellsAFaultOfSeveralLogsOnce) {
  StoreReport report;
  ASSERT_EQ(all(report, {.lost = 1, .journal = kLocked}).size(), 1u);
  EXPECT_TRUE(all(report, {.lost = 2, .journal = kLocked, .snapshots = kLocked}).empty());
  EXPECT_TRUE(all(report, {.lost = 2, .snapshots = kLocked}).empty());
  const auto other = all(report, {.lost = 3, .journal = kFails, .snapshots = kLocked});
  ASSERT_EQ(other.size(), 1u);
  EXPECT_EQ(other[0].status.code, Code::kIo);
  const auto over = all(report, {.lost = 3});
  ASSERT_EQ(over.size(), 1u);
  EXPECT_EQ(over[0].count, 3u);
}

TEST(StoreReport, MissesNoFloodBetweenTwoLooks) {
  StoreReport report;
  const auto news = all(report, {.lost = 7});
  ASSERT_EQ(news.size(), 2u);
  EXPECT_EQ(news[0].state, State::kFailed);
  EXPECT_EQ(news[1].state, State::kRecovered);
  EXPECT_EQ(news[1].count, 7u);
}

TEST(StoreReport, TellsOfWearWhenItIsMuchWorse) {
  StoreReport report;
  const auto news = all(report, {.damaged = 3});
  ASSERT_EQ(news.size(), 1u);
  EXPECT_EQ(news[0].state, State::kWorn);
  EXPECT_EQ(news[0].count, 3u);
  EXPECT_TRUE(all(report, {.damaged = 23}).empty());
  EXPECT_EQ(all(report, {.damaged = 24}).size(), 1u);
}

TEST(StoreReport, TellsOnceThatSettingsAreNotRemembered) {
  StoreReport report;
  EXPECT_EQ(all(report, {.settings = kFails}).size(), 1u);
  EXPECT_TRUE(all(report, {.settings = kFails}).empty());
  EXPECT_EQ(all(report, {.lost = 1, .journal = kFails, .settings = kFails}).size(), 1u);
}

}  // namespace
}  // namespace ocellus::camera
