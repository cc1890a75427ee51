#include "drivers/gpio/blink.hpp"

#include <gtest/gtest.h>

namespace ocellus::gpio {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr Sign kSigns[] = {Sign::kStarting, Sign::kWatching, Sign::kNoCamera, Sign::kTooHot,
                           Sign::kSelfTestFailed};

// What a person counts: flashes that begin within the span.
int flashes(Sign sign, milliseconds from, milliseconds to) {
  int count = 0;
  for (milliseconds t = from; t < to; t += 1ms) {
    if (lit(sign, t) && (t == 0ms || !lit(sign, t - 1ms))) ++count;
  }
  return count;
}

// The longest dark span within the first 20 s.
milliseconds longest_dark(Sign sign) {
  milliseconds longest = 0ms;
  milliseconds dark = 0ms;
  for (milliseconds t = 0ms; t < 20s; t += 1ms) {
    dark = lit(sign, t) ? 0ms : dark + 1ms;
    longest = std::max(longest, dark);
  }
  return longest;
}

TEST(Blink, CountsItsNumber) {
  EXPECT_EQ(flashes(Sign::kNoCamera, 0ms, 2500ms), 2);
  EXPECT_EQ(flashes(Sign::kTooHot, 0ms, 3000ms), 3);
  EXPECT_EQ(flashes(Sign::kSelfTestFailed, 0ms, 3500ms), 4);
  // And again in the next period, and no more than that.
  EXPECT_EQ(flashes(Sign::kNoCamera, 2500ms, 5000ms), 2);
  EXPECT_EQ(flashes(Sign::kTooHot, 3000ms, 6000ms), 3);
  EXPECT_EQ(flashes(Sign::kSelfTestFailed, 3500ms, 7000ms), 4);
}

TEST(Blink, PausesLongerThanBetweenFlashes) {
  for (const Sign sign : {Sign::kNoCamera, Sign::kTooHot, Sign::kSelfTestFailed}) {
    EXPECT_EQ(longest_dark(sign), 1800ms);
  }
}

TEST(Blink, StartingIsFastAndEven) {
  EXPECT_EQ(flashes(Sign::kStarting, 0ms, 1000ms), 4);
  EXPECT_EQ(longest_dark(Sign::kStarting), 125ms);
}

TEST(Blink, WatchingIsHardlyLit) {
  EXPECT_TRUE(lit(Sign::kWatching, 0ms));
  EXPECT_TRUE(lit(Sign::kWatching, 49ms));
  EXPECT_FALSE(lit(Sign::kWatching, 50ms));
  EXPECT_FALSE(lit(Sign::kWatching, 2999ms));
  EXPECT_TRUE(lit(Sign::kWatching, 3000ms));
}

TEST(Blink, BeginsWithLight) {
  for (const Sign sign : kSigns) {
    EXPECT_TRUE(lit(sign, 0ms));
    EXPECT_TRUE(lit(sign, -1ms));
  }
}

// A timer that follows until_change() never misses a change and never wakes for nothing.
TEST(Blink, TellsEveryChange) {
  for (const Sign sign : kSigns) {
    for (milliseconds t = -100ms; t < 8s;) {
      const milliseconds left = until_change(sign, t);
      ASSERT_GT(left, 0ms);
      for (milliseconds u = t; u < t + left; u += 1ms) ASSERT_EQ(lit(sign, u), lit(sign, t));
      ASSERT_NE(lit(sign, t + left), lit(sign, t)) << (t + left).count();
      t += left;
    }
  }
}

TEST(Blink, GoesOnForYears) {
  constexpr milliseconds kYears = std::chrono::hours(24 * 365 * 10) / 3000 * 3000;
  EXPECT_TRUE(lit(Sign::kWatching, kYears));
  EXPECT_FALSE(lit(Sign::kWatching, kYears + 50ms));
}

}  // namespace
}  // namespace ocellus::gpio
