#include "drivers/display/scaler.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "runtime/vision/colour.hpp"

namespace ocellus::display {
namespace {

// A surface with a margin of untouched bytes after every row.
class Memory {
 public:
  static constexpr std::uint8_t kUntouched = 0xa5;
  static constexpr std::int32_t kMargin = 8;

  explicit Memory(PixelSize size)
      : size_(size), bytes_(static_cast<std::size_t>(stride() * size.height), kUntouched) {}

  Surface surface() { return {size_, bytes_.data(), stride()}; }

  // 0xRRGGBB.
  std::uint32_t pixel(std::int32_t x, std::int32_t y) const {
    const std::uint8_t* const p = bytes_.data() + y * stride() + std::ptrdiff_t{4} * x;
    return static_cast<std::uint32_t>(p[2] << 16 | p[1] << 8 | p[0]);
  }

  bool margins_untouched() const {
    for (std::int32_t y = 0; y < size_.height; ++y) {
      for (std::int32_t i = 0; i < kMargin; ++i) {
        if (bytes_[static_cast<std::size_t>(y * stride() + 4 * size_.width + i)] != kUntouched) {
          return false;
        }
      }
    }
    return true;
  }

 private:
  std::ptrdiff_t stride() const { return 4 * size_.width + kMargin; }

  PixelSize size_;
  std::vector<std::uint8_t> bytes_;
};

// Pixels of any sort, from a generator with the same numbers everywhere.
std::vector<std::uint8_t> noise(std::size_t count) {
  std::vector<std::uint8_t> bytes(count);
  std::uint32_t state = 1;
  for (std::uint8_t& byte : bytes) {
    state = state * 1664525 + 1013904223;
    byte = static_cast<std::uint8_t>(state >> 24);
  }
  return bytes;
}

ImageView rgb(PixelSize size, const std::vector<std::uint8_t>& bytes) {
  return {PixelFormat::kRgb24, size.width, size.height, {bytes.data()}, {3 * size.width}};
}

std::uint32_t source_pixel(const std::vector<std::uint8_t>& bytes, std::int32_t index) {
  const std::uint8_t* const p = bytes.data() + std::ptrdiff_t{3} * index;
  return static_cast<std::uint32_t>(p[0] << 16 | p[1] << 8 | p[2]);
}

class ScalerTest : public ::testing::Test {
 protected:
  std::unique_ptr<Scaler> scaler_ = std::make_unique<Scaler>();
};

TEST(Fit, KeepsProportions) {
  EXPECT_EQ(fit({640, 480}, {800, 480}), (Region{80, 0, 640, 480}));
  EXPECT_EQ(fit({1280, 720}, {800, 480}), (Region{0, 15, 800, 450}));
  EXPECT_EQ(fit({320, 240}, {1920, 1080}), (Region{240, 0, 1440, 1080}));
  EXPECT_EQ(fit({800, 480}, {800, 480}), (Region{0, 0, 800, 480}));
  EXPECT_EQ(fit({4096, 1}, {10, 10}), (Region{0, 4, 10, 1}));
  EXPECT_EQ(fit({1, 4096}, {10, 10}), (Region{4, 0, 1, 10}));
}

TEST_F(ScalerTest, CopiesWhatFitsExactly) {
  const PixelSize size = {7, 5};
  const std::vector<std::uint8_t> bytes = noise(7 * 5 * 3);
  Memory memory(size);
  ASSERT_TRUE(scaler_->draw(rgb(size, bytes), memory.surface()).ok());
  for (std::int32_t i = 0; i < 35; ++i) {
    EXPECT_EQ(memory.pixel(i % 7, i / 7), source_pixel(bytes, i)) << i;
  }
  EXPECT_TRUE(memory.margins_untouched());
}

TEST_F(ScalerTest, BlacksOutWhatIsLeft) {
  const std::vector<std::uint8_t> white(4 * 4 * 3, 255);
  Memory wide({8, 4});
  ASSERT_TRUE(scaler_->draw(rgb({4, 4}, white), wide.surface()).ok());
  Memory high({4, 8});
  ASSERT_TRUE(scaler_->draw(rgb({4, 4}, white), high.surface()).ok());
  for (std::int32_t i = 0; i < 8; ++i) {
    const std::uint32_t expected = i >= 2 && i < 6 ? 0xffffff : 0;
    for (std::int32_t j = 0; j < 4; ++j) {
      EXPECT_EQ(wide.pixel(i, j), expected);
      EXPECT_EQ(high.pixel(j, i), expected);
    }
  }
  EXPECT_TRUE(wide.margins_untouched());
}

// By the formula, in real numbers, on sizes that enlarge, shrink, and leave no axis alone.
TEST_F(ScalerTest, IsBilinear) {
  const auto level = [](const std::vector<std::uint8_t>& bytes, PixelSize size, double x, double y,
                        std::int32_t channel) {
    const auto clamp = [](double v, std::int32_t length) {
      return std::min(std::max(v, 0.0), length - 1.0);
    };
    x = clamp(x, size.width);
    y = clamp(y, size.height);
    const auto x0 = static_cast<std::int32_t>(x);
    const auto y0 = static_cast<std::int32_t>(y);
    const auto at = [&](std::int32_t px, std::int32_t py) {
      px = std::min(px, size.width - 1);
      py = std::min(py, size.height - 1);
      return static_cast<double>(
          bytes[static_cast<std::size_t>((py * size.width + px) * 3 + channel)]);
    };
    const double fx = x - x0;
    const double fy = y - y0;
    return (at(x0, y0) * (1 - fx) + at(x0 + 1, y0) * fx) * (1 - fy) +
           (at(x0, y0 + 1) * (1 - fx) + at(x0 + 1, y0 + 1) * fx) * fy;
  };
  struct Case {
    PixelSize picture;
    PixelSize screen;
  };
  for (const Case& c : {Case{{12, 9}, {40, 30}}, Case{{40, 30}, {28, 21}}, Case{{1, 1}, {5, 5}},
                        Case{{2, 1}, {11, 7}}, Case{{33, 17}, {64, 64}}}) {
    const std::vector<std::uint8_t> bytes =
        noise(static_cast<std::size_t>(c.picture.width * c.picture.height * 3));
    Memory memory(c.screen);
    ASSERT_TRUE(scaler_->draw(rgb(c.picture, bytes), memory.surface()).ok());
    const Region area = fit(c.picture, c.screen);
    for (std::int32_t y = 0; y < area.height; ++y) {
      for (std::int32_t x = 0; x < area.width; ++x) {
        const double sx = (x + 0.5) * c.picture.width / area.width - 0.5;
        const double sy = (y + 0.5) * c.picture.height / area.height - 0.5;
        for (std::int32_t channel = 0; channel < 3; ++channel) {
          const std::uint32_t pixel = memory.pixel(area.x + x, area.y + y);
          const auto got = static_cast<double>(pixel >> (16 - 8 * channel) & 255);
          // Weights are cut to 256ths in each axis, and each pass rounds once.
          ASSERT_NEAR(got, level(bytes, c.picture, sx, sy, channel), 3.1)
              << x << ' ' << y << ' ' << channel;
        }
      }
    }
  }
}

TEST_F(ScalerTest, ShowsEveryFormatAsItsRgb) {
  const PixelSize size = {16, 8};
  const std::vector<std::uint8_t> bytes = noise(16 * 8 * 3);
  const std::uint8_t* const p = bytes.data();
  const ImageView pictures[] = {
      {PixelFormat::kGrey8, 16, 8, {p}, {16}},
      {PixelFormat::kYuyv, 16, 8, {p}, {32}},
      {PixelFormat::kNv12, 16, 8, {p, p + 128}, {16, 16}},
      {PixelFormat::kYu12, 16, 8, {p, p + 128, p + 160}, {16, 8, 8}},
      {PixelFormat::kJpeg444, 16, 8, {p, p + 128, p + 256}, {16, 16, 16}},
      {PixelFormat::kJpeg422, 16, 8, {p, p + 128, p + 192}, {16, 8, 8}},
      {PixelFormat::kJpeg420, 16, 8, {p, p + 128, p + 160}, {16, 8, 8}},
  };
  for (const ImageView& picture : pictures) {
    std::vector<std::uint8_t> converted(16 * 8 * 3);
    ASSERT_TRUE(convert_to_rgb(picture, {16, 8, converted.data(), 48}).ok());
    Memory memory(size);
    ASSERT_TRUE(scaler_->draw(picture, memory.surface()).ok());
    for (std::int32_t i = 0; i < 128; ++i) {
      ASSERT_EQ(memory.pixel(i % 16, i / 16), source_pixel(converted, i))
          << static_cast<int>(picture.format) << ' ' << i;
    }
  }
}

TEST_F(ScalerTest, TakesTheLargest) {
  const std::vector<std::uint8_t> bytes(std::size_t{4096} * 2 * 3, 77);
  Memory memory({4096, 2});
  ASSERT_TRUE(scaler_->draw(rgb({4096, 2}, bytes), memory.surface()).ok());
  EXPECT_EQ(memory.pixel(4095, 1), 0x4d4d4du);
  Memory small({1, 4096});
  ASSERT_TRUE(scaler_->draw(rgb({1, 4096}, bytes), small.surface()).ok());
  EXPECT_EQ(small.pixel(0, 4095), 0x4d4d4du);
}

TEST_F(ScalerTest, RefusesWhatItCannot) {
  const std::vector<std::uint8_t> bytes(std::size_t{4097} * 3);
  Memory memory({4, 4});
  EXPECT_EQ(scaler_->draw(rgb({4097, 1}, bytes), memory.surface()).code, Code::kTooLarge);
  EXPECT_EQ(scaler_->draw(rgb({0, 1}, bytes), memory.surface()).code, Code::kUnsupported);
  EXPECT_EQ(scaler_->draw(rgb({1, 1}, bytes), {{4, 0}, nullptr, 16}).code, Code::kUnsupported);
  EXPECT_EQ(memory.pixel(0, 0), 0xa5a5a5u);
}

}  // namespace
}  // namespace ocellus::display
