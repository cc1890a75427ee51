#include "drivers/capture/frame_check.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace ocellus::capture {
namespace {

using Bytes = std::vector<std::uint8_t>;

TEST(FrameCheck, SeesWhereJpegBeginsAndEnds) {
  EXPECT_TRUE(begins_like_jpeg(Bytes{0xFF, 0xD8, 0xFF, 0xE0}));
  EXPECT_FALSE(begins_like_jpeg(Bytes{0xFF, 0xD8, 0xFF}));
  EXPECT_FALSE(begins_like_jpeg(Bytes{0xFF, 0xD9, 0xFF, 0xE0}));
  EXPECT_TRUE(ends_like_jpeg(Bytes{1, 2, 0xFF, 0xD9}));
  EXPECT_TRUE(ends_like_jpeg(Bytes{1, 2, 0xFF, 0xD9, 0, 0, 0}));
  EXPECT_FALSE(ends_like_jpeg(Bytes{1, 2, 0xFF, 0xD9, 1}));
  EXPECT_FALSE(ends_like_jpeg(Bytes{0, 0, 0, 0}));
  EXPECT_FALSE(ends_like_jpeg(Bytes{}));
}

TEST(FrameMark, EveryBitOfASmallPictureCounts) {
  Bytes bytes(1003);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i * 7);
  const std::uint64_t mark = frame_mark(bytes);
  EXPECT_EQ(frame_mark(Bytes(bytes)), mark);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      bytes[i] ^= static_cast<std::uint8_t>(1 << bit);
      EXPECT_NE(frame_mark(bytes), mark) << i << " " << bit;
      bytes[i] ^= static_cast<std::uint8_t>(1 << bit);
    }
  }
  bytes.push_back(0);
  EXPECT_NE(frame_mark(bytes), mark);
}

// What moves in a picture is larger than what lies between two samples, also where rows are as long
// as a few steps.
TEST(FrameMark, ASquareAnywhereInALargePictureCounts) {
  struct Size {
    std::size_t width, height;
  };
  constexpr std::size_t kSide = 40;
  for (const auto& [width, height] : {Size{1280, 720}, Size{800, 600}, Size{1920, 1080}}) {
    Bytes picture(width * height * 2, 100);
    const std::uint64_t mark = frame_mark(picture);
    const auto paint = [&](std::size_t x, std::size_t y, std::uint8_t value) {
      for (std::size_t row = y; row < y + kSide; ++row) {
        for (std::size_t i = 2 * x; i < 2 * (x + kSide); ++i) picture[2 * width * row + i] = value;
      }
    };
    for (std::size_t y = 0; y + kSide <= height; y += 88) {
      for (std::size_t x = 0; x + kSide <= width; x += 56) {
        paint(x, y, 101);
        EXPECT_NE(frame_mark(picture), mark) << width << " " << x << " " << y;
        paint(x, y, 100);
      }
    }
    EXPECT_EQ(frame_mark(picture), mark);
  }
}

}  // namespace
}  // namespace ocellus::capture
