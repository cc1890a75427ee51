#include "tools/bench/statistics.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace ocellus::tools {
namespace {

TEST(Quantile, IsTheSmallestValueThatEnoughDoNotExceed) {
  const std::vector<double> values = {9, 1, 5, 3, 7};
  EXPECT_EQ(quantile(values, 0.5), 5);
  EXPECT_EQ(quantile(values, 0.2), 1);
  EXPECT_EQ(quantile(values, 0.21), 3);
  EXPECT_EQ(quantile(values, 0.99), 9);
  EXPECT_EQ(quantile(values, 1.0), 9);
}

TEST(Quantile, OfAnEvenNumberIsTheLowerMiddle) { EXPECT_EQ(median({4, 1, 3, 2}), 2); }

TEST(Quantile, OfHundredValuesAllowsOneBeyondThe99th) {
  std::vector<double> values;
  for (int i = 100; i >= 1; --i) values.push_back(i);
  EXPECT_EQ(quantile(values, 0.99), 99);
  EXPECT_EQ(summary(values).percentile99, 99);
  EXPECT_EQ(summary(values).minimum, 1);
  EXPECT_EQ(summary(values).median, 50);
}

TEST(Quantile, OfNothingIsNothing) {
  EXPECT_EQ(median({}), 0);
  EXPECT_EQ(summary({}).minimum, 0);
}

TEST(Spread, HasTheQuartilesAroundTheMedian) {
  const std::vector<double> values = {8, 7, 6, 5, 4, 3, 2, 1};
  EXPECT_EQ(spread(values).low, 2);
  EXPECT_EQ(spread(values).middle, 4);
  EXPECT_EQ(spread(values).high, 6);
}

TEST(Ratios, AreTakenTurnByTurn) {
  const std::vector<double> peer = {6, 20};
  const std::vector<double> ours = {2, 10};
  EXPECT_EQ(ratios(peer, ours), (std::vector<double>{3, 2}));
}

}  // namespace
}  // namespace ocellus::tools
