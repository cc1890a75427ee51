#include "runtime/vision/preprocess.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <random>
#include <vector>

#include "runtime/vision/colour.hpp"

namespace ocellus {
namespace {

constexpr LevelTable kCentred = quantize_levels({-1, 1}, 2.0 / 255, -1);

// A picture of any format with its memory, filled at random.
class Picture {
 public:
  Picture(PixelFormat format, std::int32_t width, std::int32_t height, unsigned seed = 1) {
    view_.format = format;
    view_.width = width;
    view_.height = height;
    const std::int32_t half_width = (width + 1) / 2;
    const std::int32_t half_height = (height + 1) / 2;
    switch (format) {
      case PixelFormat::kRgb24:
        add_plane(3 * width + 5, height);
        break;
      case PixelFormat::kGrey8:
        add_plane(width + 3, height);
        break;
      case PixelFormat::kYuyv:
        add_plane(4 * half_width, height);
        break;
      case PixelFormat::kNv12:
        add_plane(width + 1, height);
        add_plane(2 * half_width, half_height);
        break;
      case PixelFormat::kYu12:
        add_plane(width, height);
        add_plane(half_width, half_height);
        add_plane(half_width + 2, half_height);
        break;
    }
    std::mt19937 random(seed);
    for (auto& plane : planes_) {
      for (auto& byte : plane) byte = static_cast<std::uint8_t>(random());
    }
  }

  const ImageView& view() const { return view_; }
  std::uint8_t& at(std::size_t plane, std::int32_t y, std::int32_t byte) {
    return planes_[plane][static_cast<std::size_t>(y * view_.strides[plane] + byte)];
  }

 private:
  void add_plane(std::int32_t stride, std::int32_t rows) {
    planes_.emplace_back(static_cast<std::size_t>(stride * rows));
    const std::size_t index = planes_.size() - 1;
    view_.planes[index] = planes_[index].data();
    view_.strides[index] = stride;
  }

  ImageView view_;
  std::vector<std::vector<std::uint8_t>> planes_;
};

// BT.601 studio range in real numbers, one pixel.
std::array<double, 3> reference_pixel(const ImageView& image, std::int32_t x, std::int32_t y) {
  const auto byte = [&](std::size_t plane, std::int32_t row, std::int32_t offset) {
    return double{image.planes[plane][std::ptrdiff_t{row} * image.strides[plane] + offset] * 1.0};
  };
  double luma = 0, u = 0, v = 0;
  switch (image.format) {
    case PixelFormat::kRgb24:
      return {byte(0, y, 3 * x), byte(0, y, 3 * x + 1), byte(0, y, 3 * x + 2)};
    case PixelFormat::kGrey8:
      return {byte(0, y, x), byte(0, y, x), byte(0, y, x)};
    case PixelFormat::kYuyv:
      luma = byte(0, y, 2 * x), u = byte(0, y, x / 2 * 4 + 1), v = byte(0, y, x / 2 * 4 + 3);
      break;
    case PixelFormat::kNv12:
      luma = byte(0, y, x), u = byte(1, y / 2, x / 2 * 2), v = byte(1, y / 2, x / 2 * 2 + 1);
      break;
    case PixelFormat::kYu12:
      luma = byte(0, y, x), u = byte(1, y / 2, x / 2), v = byte(2, y / 2, x / 2);
      break;
  }
  const double c = (luma - 16) * 255 / 219, d = (u - 128) * 255 / 112, e = (v - 128) * 255 / 112;
  const double red = 0.299, blue = 0.114, green = 1 - red - blue;
  const auto clamp = [](double level) { return std::clamp(level, 0.0, 255.0); };
  return {clamp(c + e * (1 - red)),
          clamp(c - d * (1 - blue) * blue / green - e * (1 - red) * red / green),
          clamp(c + d * (1 - blue))};
}

// The triangle filter in real numbers, straight from its definition.
std::vector<double> reference_weights(std::int32_t source, std::int32_t target, std::int32_t t) {
  const double ratio = double{1.0 * source} / target;
  const double centre = (t + 0.5) * ratio;
  const double half_width = std::max(1.0, ratio);
  std::vector<double> weights(static_cast<std::size_t>(source));
  double total = 0;
  for (std::int32_t i = 0; i < source; ++i) {
    weights[i] = std::max(0.0, 1 - std::abs(i + 0.5 - centre) / half_width);
    total += weights[i];
  }
  for (double& weight : weights) weight /= total;
  return weights;
}

// Levels of the stretched region, R G B interleaved.
std::vector<double> reference_levels(const ImageView& image, const Region& region,
                                     PixelSize target) {
  std::vector<std::array<double, 3>> columns(
      static_cast<std::size_t>(region.height * target.width));
  for (std::int32_t x = 0; x < target.width; ++x) {
    const auto weights = reference_weights(region.width, target.width, x);
    for (std::int32_t y = 0; y < region.height; ++y) {
      auto& sum = columns[static_cast<std::size_t>(y * target.width + x)];
      for (std::int32_t i = 0; i < region.width; ++i) {
        if (weights[i] == 0) continue;
        const auto pixel = reference_pixel(image, region.x + i, region.y + y);
        for (std::size_t c = 0; c < 3; ++c) sum[c] += weights[i] * pixel[c];
      }
    }
  }
  std::vector<double> levels;
  for (std::int32_t y = 0; y < target.height; ++y) {
    const auto weights = reference_weights(region.height, target.height, y);
    for (std::int32_t x = 0; x < target.width; ++x) {
      for (std::size_t c = 0; c < 3; ++c) {
        double sum = 0;
        for (std::int32_t i = 0; i < region.height; ++i) {
          sum += weights[i] * columns[static_cast<std::size_t>(i * target.width + x)][c];
        }
        levels.push_back(sum);
      }
    }
  }
  return levels;
}

std::vector<std::uint8_t> run_levels(const ImageView& image, const Region& region, PixelSize target,
                                     Fit fit = Fit::kStretch, std::uint8_t fill = 0) {
  const auto pass = std::make_unique<Preprocessor>();
  EXPECT_TRUE(pass->prepare({image.width, image.height}, region, target, fit, kCentred, fill).ok());
  std::vector<std::uint8_t> levels(pass->tensor_size());
  EXPECT_TRUE(pass->run_levels(image, levels).ok());
  return levels;
}

double worst_error(const ImageView& image, const Region& region, PixelSize target) {
  const auto levels = run_levels(image, region, target);
  const auto expected = reference_levels(image, region, target);
  double worst = 0;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    worst = std::max(worst, std::abs(levels[i] - expected[i]));
  }
  return worst;
}

constexpr PixelFormat kEveryFormat[] = {PixelFormat::kRgb24, PixelFormat::kGrey8,
                                        PixelFormat::kYuyv, PixelFormat::kNv12, PixelFormat::kYu12};

TEST(Preprocess, StaysWithinOneLevelOfTheRealFilter) {
  struct Case {
    std::int32_t width, height;
    PixelSize target;
  };
  for (const PixelFormat format : kEveryFormat) {
    for (const auto& [width, height, target] : {Case{64, 48, {30, 30}}, Case{37, 23, {64, 41}},
                                                Case{300, 7, {11, 20}}, Case{17, 90, {16, 8}}}) {
      const Picture picture(format, width, height, static_cast<unsigned>(width));
      EXPECT_LE(worst_error(picture.view(), Region::whole({width, height}), target), 1.0)
          << "format " << static_cast<int>(format) << ", " << width << "x" << height;
    }
  }
}

TEST(Preprocess, CropsAtOddPixels) {
  for (const PixelFormat format : kEveryFormat) {
    const Picture picture(format, 61, 45);
    EXPECT_LE(worst_error(picture.view(), {7, 5, 33, 29}, {20, 40}), 1.0)
        << "format " << static_cast<int>(format);
    EXPECT_LE(worst_error(picture.view(), {60, 44, 1, 1}, {3, 2}), 1.0)
        << "format " << static_cast<int>(format);
  }
}

TEST(Preprocess, CopiesExactlyWhenNothingIsScaled) {
  const Picture picture(PixelFormat::kRgb24, 50, 20);
  const auto levels = run_levels(picture.view(), {3, 2, 40, 17}, {40, 17});
  for (std::int32_t y = 0; y < 17; ++y) {
    for (std::int32_t i = 0; i < 120; ++i) {
      const auto* row = picture.view().planes[0] + (y + 2) * picture.view().strides[0];
      ASSERT_EQ(levels[static_cast<std::size_t>(y * 120 + i)], row[9 + i]);
    }
  }
}

TEST(Preprocess, KeepsFlatPicturesFlatAtAnyRatio) {
  const struct {
    PixelSize picture, target;
  } cases[] = {{{1, 1}, {640, 640}},
               {{4096, 1}, {1, 3}},
               {{1, 4096}, {3, 1}},
               {{4096, 40}, {7, 7}},
               {{2, 3}, {300, 300}}};
  for (const auto& [size, target] : cases) {
    for (const int level : {0, 1, 128, 254, 255}) {
      Picture picture(PixelFormat::kGrey8, size.width, size.height);
      for (std::int32_t y = 0; y < size.height; ++y) {
        for (std::int32_t x = 0; x < size.width; ++x) {
          picture.at(0, y, x) = static_cast<std::uint8_t>(level);
        }
      }
      for (const auto got : run_levels(picture.view(), Region::whole(size), target)) {
        ASSERT_EQ(got, level);
      }
    }
  }
}

TEST(Preprocess, AveragesAHugeReduction) {
  const Picture picture(PixelFormat::kGrey8, 4096, 16);
  EXPECT_LE(worst_error(picture.view(), Region::whole({4096, 16}), {4, 2}), 1.0);
}

TEST(Preprocess, LetterboxesInTheMiddleAndSaysWhatItSees) {
  const Picture picture(PixelFormat::kRgb24, 40, 20);
  const Region region = {0, 0, 40, 20};
  const auto pass = std::make_unique<Preprocessor>();
  ASSERT_TRUE(pass->prepare({40, 20}, region, {20, 20}, Fit::kLetterbox, kCentred, 9).ok());
  EXPECT_EQ(pass->view(), (Box{0, -10, 40, 30}));

  const auto boxed = run_levels(picture.view(), region, {20, 20}, Fit::kLetterbox, 9);
  const auto plain = run_levels(picture.view(), region, {20, 10});
  for (std::size_t i = 0; i < boxed.size(); ++i) {
    const bool inside = i >= 5 * 60 && i < 15 * 60;
    ASSERT_EQ(boxed[i], inside ? plain[i - 5 * 60] : 9) << i;
  }

  ASSERT_TRUE(pass->prepare({40, 20}, {10, 0, 5, 20}, {20, 20}, Fit::kLetterbox, kCentred).ok());
  EXPECT_EQ(pass->view(), (Box{10 - 7, 0, 10 - 7 + 20, 20}));
}

TEST(Preprocess, SaysWhatAStretchedRegionSees) {
  const auto pass = std::make_unique<Preprocessor>();
  ASSERT_TRUE(
      pass->prepare({768, 576}, {100, 50, 400, 300}, {300, 300}, Fit::kStretch, kCentred).ok());
  EXPECT_NEAR(pass->view().x0, 100, 1e-3);
  EXPECT_NEAR(pass->view().y0, 50, 1e-3);
  EXPECT_NEAR(pass->view().x1, 500, 1e-3);
  EXPECT_NEAR(pass->view().y1, 350, 1e-3);
}

TEST(Preprocess, WritesQuantizedLevels) {
  const Picture picture(PixelFormat::kYuyv, 33, 21);
  const auto pass = std::make_unique<Preprocessor>();
  const LevelTable table = quantize_levels({-1, 1}, 0.0123, 7);
  ASSERT_TRUE(
      pass->prepare({33, 21}, Region::whole({33, 21}), {16, 16}, Fit::kStretch, table).ok());
  std::vector<std::int8_t> tensor(pass->tensor_size());
  ASSERT_TRUE(pass->run(picture.view(), tensor).ok());
  const auto levels = run_levels(picture.view(), Region::whole({33, 21}), {16, 16});
  for (std::size_t i = 0; i < tensor.size(); ++i) ASSERT_EQ(tensor[i], table[levels[i]]);
}

TEST(Preprocess, RefusesWhatDoesNotFit) {
  const auto pass = std::make_unique<Preprocessor>();
  const auto prepare = [&](PixelSize picture, Region region, PixelSize target) {
    return pass->prepare(picture, region, target, Fit::kStretch, kCentred).code;
  };
  EXPECT_EQ(prepare({10, 10}, {0, 0, 11, 10}, {5, 5}), Code::kUnsupported);
  EXPECT_EQ(prepare({10, 10}, {-1, 0, 5, 5}, {5, 5}), Code::kUnsupported);
  EXPECT_EQ(prepare({10, 10}, {2147483647, 0, 5, 5}, {5, 5}), Code::kUnsupported);
  EXPECT_EQ(prepare({10, 10}, {0, 0, 0, 10}, {5, 5}), Code::kUnsupported);
  EXPECT_EQ(prepare({10, 10}, {0, 0, 10, 10}, {0, 5}), Code::kUnsupported);
  EXPECT_EQ(prepare({10, 10}, {0, 0, 10, 10}, {641, 5}), Code::kTooLarge);
  EXPECT_EQ(prepare({5000, 10}, {0, 0, 4097, 10}, {5, 5}), Code::kTooLarge);
  EXPECT_EQ(prepare({5000, 10}, {5, 0, 4096, 10}, {5, 5}), Code::kOk);

  const Picture picture(PixelFormat::kRgb24, 10, 10);
  std::vector<std::int8_t> tensor(pass->tensor_size(), 77);
  EXPECT_EQ(pass->run(picture.view(), tensor).code, Code::kUnsupported);
  EXPECT_EQ(prepare({10, 10}, {0, 0, 10, 10}, {5, 641}), Code::kTooLarge);
  EXPECT_EQ(pass->run(picture.view(), tensor).code, Code::kUnsupported);
  ASSERT_EQ(prepare({10, 10}, {0, 0, 10, 10}, {5, 5}), Code::kOk);
  EXPECT_EQ(pass->run(picture.view(), std::span(tensor).first(10)).code, Code::kUnsupported);
  EXPECT_EQ(tensor[0], 77);
}

TEST(QuantizeLevels, IsTheNearestValueWithTiesUp) {
  for (int level = 0; level < 256; ++level) EXPECT_EQ(kCentred[level], level - 128);
  // The scale as a float, on either side of the real one: no level moves.
  for (const float scale : {std::nextafter(2.0f / 255, 0.0f), std::nextafter(2.0f / 255, 1.0f)}) {
    EXPECT_EQ(quantize_levels({-1, 1}, scale, -1), kCentred);
  }
  const LevelTable table = quantize_levels({0, 255}, 1.7, -20);
  for (int level = 0; level < 256; ++level) {
    const double expected = std::clamp(std::floor(level / 1.7 - 20 + 0.5), -128.0, 127.0);
    EXPECT_EQ(table[level], static_cast<int>(expected)) << level;
  }
  EXPECT_EQ(quantize_levels({-1, 1}, 1e-9, 0)[0], -128);
  EXPECT_EQ(quantize_levels({-1, 1}, 1e-9, 0)[255], 127);
}

TEST(Colour, ConvertsWholePicturesLikeTheFormula) {
  for (const PixelFormat format : kEveryFormat) {
    const Picture picture(format, 13, 9);
    std::vector<std::uint8_t> rgb(13 * 3 * 9);
    ASSERT_TRUE(convert_to_rgb(picture.view(), {13, 9, rgb.data(), 13 * 3}).ok());
    for (std::int32_t y = 0; y < 9; ++y) {
      for (std::int32_t x = 0; x < 13; ++x) {
        const auto expected = reference_pixel(picture.view(), x, y);
        for (std::size_t c = 0; c < 3; ++c) {
          EXPECT_NEAR(rgb[static_cast<std::size_t>(y * 39 + x * 3) + c], expected[c], 0.51);
        }
      }
    }
  }
  std::uint8_t pixel[3];
  const Picture picture(PixelFormat::kGrey8, 2, 1);
  EXPECT_EQ(convert_to_rgb(picture.view(), {1, 1, pixel, 3}).code, Code::kUnsupported);
}

}  // namespace
}  // namespace ocellus
