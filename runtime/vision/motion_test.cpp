#include "runtime/vision/motion.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <random>

#include "runtime/vision/random_picture.hpp"

namespace ocellus {
namespace {

constexpr std::int32_t kWidth = 320;
constexpr std::int32_t kHeight = 240;
constexpr Region kWhole = {0, 0, kWidth, kHeight};
constexpr PixelFormat kEveryFormat[] = {
    PixelFormat::kRgb24, PixelFormat::kGrey8,   PixelFormat::kYuyv,    PixelFormat::kNv12,
    PixelFormat::kYu12,  PixelFormat::kJpeg444, PixelFormat::kJpeg422, PixelFormat::kJpeg420};

using Levels = std::function<int(std::int32_t x, std::int32_t y)>;

// A place with bright and dark things in it, cells of 10 x 10 pixels.
int room(std::int32_t x, std::int32_t y) { return 40 + (x / 20 * 37 + y / 30 * 53) % 150; }

// Somebody at `left`, 20 pixels wide and 60 high: 2 x 6 of the 768 cells.
Levels person_at(std::int32_t left, const Levels& behind = room) {
  return [=](std::int32_t x, std::int32_t y) {
    const bool there = x >= left && x < left + 20 && y >= 100 && y < 160;
    return there ? 255 - behind(x, y) : behind(x, y);
  };
}

void paint(Picture& picture, const Levels& levels) {
  const ImageView& view = picture.view();
  const std::int32_t step = view.format == PixelFormat::kRgb24  ? 3
                            : view.format == PixelFormat::kYuyv ? 2
                                                                : 1;
  for (std::int32_t y = 0; y < view.height; ++y) {
    for (std::int32_t x = 0; x < view.width; ++x) {
      const auto level = static_cast<std::uint8_t>(std::clamp(levels(x, y), 0, 255));
      for (std::int32_t c = 0; c < (step == 3 ? 3 : 1); ++c) {
        picture.at(0, y, step * x + c) = level;
      }
    }
  }
}

// A camera of ten frames a second that looks at what it is shown.
class Looking {
 public:
  explicit Looking(PixelFormat format = PixelFormat::kGrey8) : picture_(format, kWidth, kHeight) {}

  float at(const Levels& levels, std::int64_t wait = 100) {
    time_ = time_ + milliseconds(wait);
    paint(picture_, levels);
    return meter_.measure(picture_.view(), region, time_);
  }

  Region region = kWhole;

 private:
  Picture picture_;
  MotionMeter meter_;
  Microseconds time_;
};

constexpr float kCell = 100.0f / MotionMeter::kCells;

TEST(Motion, TheFirstPictureIsNew) {
  Looking looking;
  EXPECT_EQ(looking.at(room), 100);
  EXPECT_EQ(looking.at(room), 0);
}

TEST(Motion, AnotherSizeFormatOrRegionIsNew) {
  MotionMeter meter;
  const Picture grey(PixelFormat::kGrey8, kWidth, kHeight);
  const Picture smaller(PixelFormat::kGrey8, kWidth, kHeight - 1);
  const Picture planar(PixelFormat::kYu12, kWidth, kHeight - 1);
  const auto measure = [&](const Picture& picture, Region region) {
    return meter.measure(picture.view(), region, {});
  };
  constexpr Region kPart = {0, 0, kWidth, kHeight - 1};
  EXPECT_EQ(measure(grey, kWhole), 100);
  EXPECT_EQ(measure(grey, kWhole), 0);
  EXPECT_EQ(measure(grey, kPart), 100);
  EXPECT_EQ(measure(smaller, kPart), 100);
  EXPECT_EQ(measure(planar, kPart), 100);
  EXPECT_EQ(measure(planar, kPart), 0);
  meter.forget();
  EXPECT_EQ(measure(planar, kPart), 100);
}

TEST(Motion, SeesSomebodyInEveryFormat) {
  for (const PixelFormat format : kEveryFormat) {
    Looking looking(format);
    looking.at(room);
    EXPECT_EQ(looking.at(person_at(100)), 12 * kCell) << static_cast<int>(format);
    // Where he was is nearly as before, where he is now is not.
    EXPECT_EQ(looking.at(person_at(200)), 12 * kCell) << static_cast<int>(format);
    EXPECT_EQ(looking.at(room), 0) << static_cast<int>(format);
  }
}

TEST(Motion, IsNotDisturbedByNoise) {
  std::mt19937 random(5);
  for (const int noise : {2, 8}) {
    const auto noisy = [&](std::int32_t x, std::int32_t y) {
      return room(x, y) + static_cast<int>(random() % static_cast<unsigned>(2 * noise + 1)) - noise;
    };
    Looking looking;
    looking.at(noisy);
    for (int i = 0; i < 20; ++i) EXPECT_EQ(looking.at(noisy), 0);
    EXPECT_GE(looking.at(person_at(100, noisy)), 10 * kCell);
  }
}

TEST(Motion, ExposureIsNoMotion) {
  const Levels exposures[] = {
      [](std::int32_t x, std::int32_t y) { return room(x, y) + 30; },
      [](std::int32_t x, std::int32_t y) { return room(x, y) - 30; },
      [](std::int32_t x, std::int32_t y) { return room(x, y) * 13 / 10; },
      [](std::int32_t x, std::int32_t y) { return room(x, y) * 6 / 10 + 5; },
      [](std::int32_t x, std::int32_t y) { return room(x, y) * 7 / 5; },  // some of it over 255
  };
  for (const Levels& exposed : exposures) {
    Looking looking;
    looking.at(room);
    EXPECT_EQ(looking.at(exposed), 0) << exposed(0, 0);
    // Neither while the reference follows, nor back again; and somebody is seen meanwhile.
    for (int i = 0; i < 10; ++i) EXPECT_EQ(looking.at(exposed), 0) << exposed(0, 0);
    EXPECT_EQ(looking.at(room), 0) << exposed(0, 0);
    EXPECT_GE(looking.at(person_at(100, exposed)), 8 * kCell) << exposed(0, 0);
  }
}

TEST(Motion, AnEvenPictureHasNoSlope) {
  const auto wall = [](std::int32_t x, std::int32_t) { return 100 + x % 3; };
  Looking looking;
  looking.at(wall);
  EXPECT_EQ(looking.at([&](std::int32_t x, std::int32_t y) { return wall(x, y) + 40; }), 0);
  EXPECT_EQ(looking.at(person_at(100, wall)), 12 * kCell);
}

// Somebody close fills much of the picture: he must not be taken for a change of the light.
TEST(Motion, SeesSomebodyLarge) {
  for (const std::int32_t width : {100, 200, 300}) {
    const auto close = [=](std::int32_t x, std::int32_t y) { return x < width ? 90 : room(x, y); };
    Looking looking;
    looking.at(room);
    EXPECT_GT(looking.at(close), 10) << width;
  }
}

TEST(Motion, FollowsSlowChanges) {
  Looking looking;
  float most = 0;
  looking.at(room);
  for (int seconds = 1; seconds <= 60; ++seconds) {  // on the left it grows lighter
    const auto sun = [=](std::int32_t x, std::int32_t y) {
      return room(x, y) + (x < kWidth / 3 ? seconds : 0);
    };
    most = std::max(most, looking.at(sun, 1000));
  }
  EXPECT_EQ(most, 0);
}

TEST(Motion, WhatStaysBecomesBackground) {
  Looking looking;
  looking.at(room);
  EXPECT_GT(looking.at(person_at(100)), 0);
  for (int i = 0; i < 10; ++i) EXPECT_GT(looking.at(person_at(100)), 0);
  for (int i = 0; i < 15; ++i) looking.at(person_at(100), 1000);
  EXPECT_EQ(looking.at(person_at(100)), 0);
  EXPECT_GT(looking.at(room), 0);
  // By time, not by frames.
  EXPECT_GT(looking.at(person_at(200)), 0);
  looking.at(room, 3'600'000);
  EXPECT_EQ(looking.at(room), 0);
}

TEST(Motion, LooksAtTheRegionOnly) {
  Looking looking;
  looking.region = {160, 0, 160, 240};
  looking.at(room);
  EXPECT_EQ(looking.at(person_at(139)), 0);
  EXPECT_GT(looking.at(person_at(160)), 0);
  for (const std::int32_t top : {30, 100, 160}) {  // he stands from 100 to 160
    Looking part;
    part.region = {0, top, kWidth, 60};
    part.at(room);
    EXPECT_EQ(part.at(person_at(100)) > 0, top == 100) << top;
  }
}

// In memory that may not be left.
TEST(Motion, ReadsNothingBesideThePicture) {
  for (const PixelFormat format : kEveryFormat) {
    for (const PixelSize size : {PixelSize{1, 1}, {2, 3}, {31, 23}, {257, 97}, {641, 1}}) {
      const Picture picture(format, size.width, size.height);
      MotionMeter meter;
      EXPECT_EQ(meter.measure(picture.view(), Region::whole(size), {}), 100);
      EXPECT_EQ(meter.measure(picture.view(), Region::whole(size), milliseconds(1)), 0);
    }
  }
}

}  // namespace
}  // namespace ocellus
