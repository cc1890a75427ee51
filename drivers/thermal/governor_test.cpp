#include "drivers/thermal/governor.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace ocellus::thermal {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr GovernorSettings kSettings;

Time at(milliseconds since) { return Time(since); }
Reading warm(std::int32_t degrees) { return {.hottest = celsius(degrees)}; }

GovernorState slowed(std::size_t step, milliseconds since) { return {step, at(since)}; }

TEST(Throttled, BitsAreTheFirmwares) {
  EXPECT_EQ(decode_throttled(0), Throttling{});
  EXPECT_EQ(decode_throttled(0x50005).now, (Limits{.under_voltage = true, .throttled = true}));
  EXPECT_EQ(decode_throttled(0x50005).since_start, decode_throttled(0x50005).now);
  EXPECT_EQ(decode_throttled(0x20000).since_start, Limits{.frequency_capped = true});
  EXPECT_FALSE(decode_throttled(0x20000).now.any());
  EXPECT_EQ(decode_throttled(0x8).now, Limits{.soft_limit = true});
  EXPECT_EQ(decode_throttled(0xfff0fff0), Throttling{});
}

TEST(Governor, CoolRunsAtFullSpeed) {
  EXPECT_EQ(govern(kSettings, {}, warm(71), at(0ms)), GovernorState{});
  EXPECT_EQ(GovernorState{}.share(), 100);
}

TEST(Governor, WarmGoesOneStepAtATime) {
  GovernorState state = govern(kSettings, {}, warm(72), at(0ms));
  EXPECT_EQ(state, slowed(1, 0ms));
  EXPECT_EQ(state.share(), 75);
  EXPECT_EQ(govern(kSettings, state, warm(76), at(9999ms)), state);
  EXPECT_EQ(govern(kSettings, state, warm(76), at(10s)), slowed(2, 10s));
}

TEST(Governor, HotHurries) {
  const GovernorState state = slowed(1, 0ms);
  EXPECT_EQ(govern(kSettings, state, warm(77), at(1999ms)), state);
  EXPECT_EQ(govern(kSettings, state, warm(77), at(2s)), slowed(2, 2s));
}

TEST(Governor, StaysBetweenTheLimits) {
  const GovernorState state = slowed(3, 0ms);
  for (const std::int32_t degrees : {67, 69, 71}) {
    EXPECT_EQ(govern(kSettings, state, warm(degrees), at(1h)), state);
  }
  EXPECT_EQ(govern(kSettings, state, warm(66), at(29999ms)), state);
  EXPECT_EQ(govern(kSettings, state, warm(66), at(30s)), slowed(2, 30s));
}

TEST(Governor, HasALowestAndAHighestStep) {
  const GovernorState lowest = slowed(kShares.size() - 1, 0ms);
  EXPECT_EQ(govern(kSettings, lowest, warm(99), at(1h)), lowest);
  EXPECT_EQ(govern(kSettings, {}, warm(-20), at(1h)), GovernorState{});
}

TEST(Governor, WithoutAReadingNothingChanges) {
  const GovernorState state = slowed(2, 0ms);
  EXPECT_EQ(govern(kSettings, state, {}, at(1h)), state);
}

TEST(Governor, FirmwareThatThrottlesForHeatIsHeat) {
  Reading reading = warm(50);
  reading.throttling = Throttling{.now = {.throttled = true}};
  EXPECT_EQ(govern(kSettings, {}, reading, at(0ms)), slowed(1, 0ms));
  reading.hottest.reset();
  EXPECT_EQ(govern(kSettings, {}, reading, at(0ms)), slowed(1, 0ms));
  reading = {.hottest = celsius(50), .throttling = Throttling{.now = {.soft_limit = true}}};
  EXPECT_EQ(govern(kSettings, slowed(1, 0ms), reading, at(1h)), slowed(2, 1h));
}

TEST(Governor, AWeakSupplyIsNotHeat) {
  Reading reading = warm(50);
  reading.throttling = Throttling{.now = {.under_voltage = true, .throttled = true}};
  EXPECT_EQ(govern(kSettings, {}, reading, at(0ms)), GovernorState{});
  EXPECT_EQ(govern(kSettings, slowed(1, 0ms), reading, at(1h)), slowed(0, 1h));
  // What has been is no reason either.
  reading.throttling = Throttling{.since_start = {.throttled = true}};
  EXPECT_EQ(govern(kSettings, {}, reading, at(0ms)), GovernorState{});
}

TEST(Governor, SettlesBelowTheTripPoint) {
  EXPECT_EQ(settings_below(std::nullopt).slow_from, celsius(72));
  EXPECT_EQ(settings_below(celsius(95)).slow_from, celsius(72));
  EXPECT_EQ(settings_below(celsius(70)).slow_from, celsius(60));
  EXPECT_EQ(settings_below(celsius(70)).hurry_from, celsius(65));
}

// A board as a model: it warms towards 45 °C and half a degree more for each percent of speed, with
// a time constant of a minute. At full speed that would be 95 °C; the kernel throttles at 80.
TEST(Governor, KeepsAWarmBoardBelowItsTripPoint) {
  const GovernorSettings settings = settings_below(celsius(80));
  GovernorState state;
  double temperature = 45;
  double hottest = 0;
  int steps = 0;
  for (milliseconds now = 0s; now < 2h; now += 1s) {
    temperature += (45 + 0.5 * state.share() - temperature) / 60;
    hottest = std::max(hottest, temperature);
    const GovernorState before = state;
    state =
        govern(settings, before,
               {.hottest = Millicelsius{static_cast<std::int32_t>(temperature * 1000)}}, at(now));
    if (state != before) ++steps;
  }
  EXPECT_LT(hottest, 80);
  EXPECT_GE(state.share(), 35);  // and does not creep either
  EXPECT_LT(steps, 240);         // less than two a minute
}

}  // namespace
}  // namespace ocellus::thermal
