#include "apps/camera/devices/warmth.hpp"

#include <gtest/gtest.h>

#include "drivers/thermal/fake_sensor.hpp"

namespace ocellus::camera {
namespace {

using std::chrono::seconds;
constexpr thermal::Time kStart{seconds(1000)};

TEST(WarmthTest, LooksOnceASecondAndTellsEachChangeOnce) {
  thermal::FakeSensor sensor;
  Warmth warmth;
  warmth.start(sensor, thermal::GovernorSettings{});
  EXPECT_FALSE(warmth.update(kStart).any());
  EXPECT_EQ(warmth.share(), 100);

  sensor.reading = {.hottest = thermal::celsius(75), .throttling = thermal::Throttling{}};
  EXPECT_FALSE(warmth.update(kStart + std::chrono::milliseconds(500)).any());
  const Warmth::Change hot = warmth.update(kStart + seconds(1));
  EXPECT_TRUE(hot.rate);
  EXPECT_FALSE(hot.throttling);
  EXPECT_EQ(warmth.share(), 75);
  EXPECT_TRUE(warmth.slowed());
  EXPECT_FALSE(warmth.update(kStart + seconds(2)).any());

  sensor.reading.throttling->now.under_voltage = true;
  EXPECT_TRUE(warmth.update(kStart + seconds(3)).throttling);
  EXPECT_FALSE(warmth.update(kStart + seconds(4)).throttling);
}

TEST(WarmthTest, WithoutAGovernorHeatIsSeenAndNotActedUpon) {
  thermal::FakeSensor sensor;
  sensor.reading.hottest = thermal::celsius(99);
  Warmth warmth;
  warmth.start(sensor, std::nullopt);
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(warmth.update(kStart + seconds(i)).any());
  EXPECT_EQ(warmth.share(), 100);
  EXPECT_EQ(warmth.reading().hottest, thermal::celsius(99));
}

}  // namespace
}  // namespace ocellus::camera
