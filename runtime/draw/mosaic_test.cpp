#include "runtime/draw/mosaic.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <random>
#include <set>
#include <tuple>

#include "runtime/draw/canvas.hpp"

namespace ocellus {
namespace {

constexpr std::int32_t kWidth = 200;
constexpr std::int32_t kHeight = 160;
constexpr Colour kRed = {250, 10, 20};

void put(const Canvas& canvas, std::int32_t x, std::int32_t y, Colour colour) {
  fill_rectangle(canvas.image(), x, y, x + 1, y + 1, colour);
}

// Every pixel another colour.
std::unique_ptr<Canvas> detailed(unsigned seed) {
  auto canvas = std::make_unique<Canvas>(kWidth, kHeight);
  std::mt19937 random(seed);
  const auto level = [&] { return static_cast<std::uint8_t>(random() % 256); };
  for (std::int32_t y = 0; y < kHeight; ++y) {
    for (std::int32_t x = 0; x < kWidth; ++x) put(*canvas, x, y, {level(), level(), level()});
  }
  return canvas;
}

std::set<std::tuple<int, int, int>> colours_in(const Canvas& canvas, std::int32_t x0,
                                               std::int32_t y0, std::int32_t x1, std::int32_t y1) {
  std::set<std::tuple<int, int, int>> colours;
  for (std::int32_t y = y0; y < y1; ++y) {
    for (std::int32_t x = x0; x < x1; ++x) {
      const Colour colour = canvas.at(x, y);
      colours.insert({colour.red, colour.green, colour.blue});
    }
  }
  return colours;
}

// A box of 60 x 60 pixels with a margin of 0.3 is 96 x 96: 6 x 6 cells of 16 pixels.
constexpr Box kFace = {70, 50, 130, 110};
constexpr std::int32_t kLeft = 52, kTop = 32, kSide = 96, kCell = 16;

bool is_hidden(std::int32_t x, std::int32_t y) {
  return x >= kLeft && x < kLeft + kSide && y >= kTop && y < kTop + kSide;
}

TEST(Mosaic, EveryCellIsOneColour) {
  const auto canvas = detailed(1);
  draw_mosaic(canvas->image(), kFace);
  for (std::int32_t y = kTop; y < kTop + kSide; y += kCell) {
    for (std::int32_t x = kLeft; x < kLeft + kSide; x += kCell) {
      EXPECT_EQ(colours_in(*canvas, x, y, x + kCell, y + kCell).size(), 1u) << x << ", " << y;
    }
  }
  EXPECT_LE(colours_in(*canvas, kLeft, kTop, kLeft + kSide, kTop + kSide).size(), 36u);
}

TEST(Mosaic, NothingAroundItChanges) {
  const auto before = detailed(1);
  const auto after = detailed(1);
  draw_mosaic(after->image(), kFace);
  std::int32_t changed = 0;
  for (std::int32_t y = 0; y < kHeight; ++y) {
    for (std::int32_t x = 0; x < kWidth; ++x) {
      const bool same = before->at(x, y) == after->at(x, y);
      ASSERT_TRUE(same || is_hidden(x, y)) << x << ", " << y;
      changed += same ? 0 : 1;
    }
  }
  EXPECT_GT(changed, kSide * kSide * 99 / 100);
  EXPECT_TRUE(after->frame_is_untouched());
}

// What cannot be told from the result cannot be found out from it: two faces of the same cells in
// any other order, and a little darker or lighter, come out the same.
TEST(Mosaic, CannotBeUndone) {
  const auto one = std::make_unique<Canvas>(kWidth, kHeight);
  const auto other = std::make_unique<Canvas>(kWidth, kHeight);
  std::mt19937 random(3);
  for (std::int32_t y = kTop; y < kTop + kSide; y += kCell) {
    for (std::int32_t x = kLeft; x < kLeft + kSide; x += kCell) {
      std::vector<std::uint8_t> levels(kCell * kCell);
      for (std::size_t i = 0; i < levels.size(); ++i) {  // 100 on the average
        levels[i] = static_cast<std::uint8_t>(i % 2 == 0 ? 20 : 180);
      }
      for (const auto* canvas : {one.get(), other.get()}) {
        std::shuffle(levels.begin(), levels.end(), random);
        for (std::int32_t i = 0; i < kCell * kCell; ++i) {
          const auto lighter = static_cast<std::uint8_t>(canvas == other.get() ? 3 : 0);
          const auto level =
              static_cast<std::uint8_t>(levels[static_cast<std::size_t>(i)] + lighter);
          put(*canvas, x + i % kCell, y + i / kCell, {level, level, level});
        }
      }
    }
  }
  draw_mosaic(one->image(), kFace);
  draw_mosaic(other->image(), kFace);
  for (std::int32_t y = 0; y < kHeight; ++y) {
    for (std::int32_t x = 0; x < kWidth; ++x) ASSERT_EQ(one->at(x, y), other->at(x, y));
  }
  EXPECT_EQ(one->at(100, 80), (Colour{100, 100, 100}));
}

TEST(Mosaic, IsTheAverage) {
  Canvas canvas(16, 8);
  fill_rectangle(canvas.image(), 0, 0, 4, 8, kRed);
  draw_mosaic(canvas.image(), {0, 0, 16, 8}, {.margin = 0});
  EXPECT_EQ(canvas.at(0, 0), (Colour{124, 4, 12}));
  EXPECT_EQ(canvas.at(7, 7), (Colour{124, 4, 12}));
  EXPECT_EQ(canvas.at(8, 0), (Colour{4, 4, 4}));
}

TEST(Mosaic, ASmallFaceHasFewerCells) {
  const auto canvas = detailed(2);
  draw_mosaic(canvas->image(), {60, 60, 70, 72});  // 16 x 20 with its margin
  EXPECT_LE(colours_in(*canvas, 57, 57, 73, 75).size(), 6u);
  draw_mosaic(canvas->image(), {10, 10, 11, 11}, {.margin = 0});
  EXPECT_EQ(canvas->at(12, 12), detailed(2)->at(12, 12));
}

TEST(Mosaic, IsClippedAtTheBorders) {
  for (const Box& box : {Box{-30, -30, 30, 30}, {170, 130, 230, 190}, {-520, -520, 480, 480}}) {
    const auto canvas = detailed(4);
    draw_mosaic(canvas->image(), box);
    EXPECT_TRUE(canvas->frame_is_untouched());
    const Colour corner = box.x0 < 0 ? canvas->at(0, 0) : canvas->at(kWidth - 1, kHeight - 1);
    EXPECT_EQ(corner, box.x0 < 0 ? canvas->at(1, 1) : canvas->at(kWidth - 2, kHeight - 2));
  }
}

TEST(Mosaic, BearsAnyBox) {
  const float places[] = {-1e30f, -3, 0, 7, 15.5f, 1e5f, 1e30f, INFINITY, -INFINITY, NAN};
  Canvas canvas(20, 15);
  for (const float x0 : places) {
    for (const float y0 : places) {
      for (const float x1 : places) {
        for (const float y1 : places) draw_mosaic(canvas.image(), {x0, y0, x1, y1});
      }
    }
  }
  EXPECT_TRUE(canvas.frame_is_untouched());
  const auto picture = detailed(5);
  draw_mosaic(picture->image(), {NAN, 0, 100, 100});
  draw_mosaic(picture->image(), {100, 100, 50, 150});
  EXPECT_EQ(picture->at(75, 120), detailed(5)->at(75, 120));
}

TEST(Mosaic, HidesWhatIsSeenAndWhatIsRemembered) {
  const auto tracker = std::make_unique<Tracker>();
  ASSERT_TRUE(tracker->prepare({}, {kWidth, kHeight}).ok());
  const Detection first = {{20, 20, 60, 60}, 0.9f, LabelIndex{0}};
  for (int i = 0; i < 3; ++i) tracker->update(std::span(&first, 1), milliseconds(100 * i));
  tracker->update({}, milliseconds(300));  // not seen any more, but still there
  ASSERT_EQ(tracker->tracks().size(), 1u);
  const Detection weak = {{120, 80, 160, 120}, 0.1f, LabelIndex{0}};  // nobody's
  const auto canvas = detailed(6);
  draw_mosaics(canvas->image(), std::span(&weak, 1), *tracker);
  EXPECT_LE(colours_in(*canvas, 30, 30, 50, 50).size(), 9u);
  EXPECT_LE(colours_in(*canvas, 130, 90, 150, 110).size(), 9u);
  EXPECT_GT(colours_in(*canvas, 80, 20, 100, 40).size(), 300u);
}

}  // namespace
}  // namespace ocellus
