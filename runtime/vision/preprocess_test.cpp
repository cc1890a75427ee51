#include "runtime/vision/preprocess.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include "runtime/kernels/runnable_isas.hpp"
#include "runtime/vision/colour.hpp"
#include "runtime/vision/random_picture.hpp"
#include "runtime/vision/reference_levels.hpp"

namespace ocellus {
namespace {

constexpr LevelTable kCentred = quantize_levels({-1, 1}, 2.0 / 255, -1);

std::vector<std::uint8_t> run_levels(const ImageView& image, const Region& region, PixelSize target,
                                     Fit fit = Fit::kStretch, std::uint8_t fill = 0,
                                     Isa isa = Isa::kScalar) {
  const auto pass = std::make_unique<Preprocessor>();
  EXPECT_TRUE(
      pass->prepare({image.width, image.height}, region, target, fit, kCentred, fill, isa).ok());
  std::vector<std::uint8_t> levels(pass->tensor_size());
  EXPECT_TRUE(pass->run_levels(image, levels).ok());
  return levels;
}

struct Errors {
  double worst = 0;
  double total = 0;
  std::size_t count = 0;

  double mean() const { return total / static_cast<double>(count); }
  void add(const ImageView& image, const Region& region, PixelSize target) {
    const auto levels = run_levels(image, region, target);
    const auto expected = reference_levels(image, region, target);
    for (std::size_t i = 0; i < levels.size(); ++i) {
      const double error = std::abs(levels[i] - expected[i]);
      worst = std::max(worst, error);
      total += error;
    }
    count += levels.size();
  }
};

double worst_error(const ImageView& image, const Region& region, PixelSize target) {
  Errors errors;
  errors.add(image, region, target);
  return errors.worst;
}

constexpr PixelFormat kEveryFormat[] = {
    PixelFormat::kRgb24, PixelFormat::kGrey8,   PixelFormat::kYuyv,    PixelFormat::kNv12,
    PixelFormat::kYu12,  PixelFormat::kJpeg444, PixelFormat::kJpeg422, PixelFormat::kJpeg420};

// Rounding to a level alone costs up to 0.5 and 0.25 on average.
constexpr double kWorst = 0.53;
constexpr double kMean = 0.256;

TEST(Preprocess, IsTheRealFilterButForRounding) {
  struct Case {
    std::int32_t width, height;
    PixelSize target;
  };
  for (const PixelFormat format : kEveryFormat) {
    Errors errors;
    for (const auto& [width, height, target] : {Case{64, 48, {30, 30}}, Case{37, 23, {64, 41}},
                                                Case{300, 7, {11, 20}}, Case{17, 90, {16, 8}}}) {
      // Inside RGB in every format.
      const Picture picture(format, width, height, static_cast<unsigned>(width), 90, 160);
      errors.add(picture.view(), Region::whole({width, height}), target);
    }
    EXPECT_LE(errors.worst, kWorst) << "format " << static_cast<int>(format);
    EXPECT_LE(errors.mean(), kMean) << "format " << static_cast<int>(format);
  }
}

TEST(Preprocess, ClampsColoursOutsideRgbAfterResampling) {
  for (const PixelFormat format : kEveryFormat) {
    const Picture picture(format, 64, 48);
    EXPECT_LE(worst_error(picture.view(), Region::whole({64, 48}), {31, 33}), kWorst)
        << "format " << static_cast<int>(format);
  }
}

TEST(Preprocess, IsTheSameOnEveryIsa) {
  struct Case {
    PixelSize picture;
    Region region;
    PixelSize target;
    Fit fit;
  };
  const Case cases[] = {
      {{768, 576}, Region::whole({768, 576}), {300, 300}, Fit::kStretch},
      {{641, 361}, {101, 33, 301, 299}, {128, 128}, Fit::kLetterbox},
      {{300, 300}, Region::whole({300, 300}), {300, 300}, Fit::kStretch},
      {{1280, 72}, Region::whole({1280, 72}), {224, 224}, Fit::kStretch},
      {{23, 17}, {1, 1, 21, 15}, {64, 9}, Fit::kLetterbox},
  };
  for (const Isa isa : kernels::runnable_isas()) {
    for (const PixelFormat format : kEveryFormat) {
      for (const auto& [size, region, target, fit] : cases) {
        const Picture picture(format, size.width, size.height);
        ASSERT_EQ(run_levels(picture.view(), region, target, fit, 9, isa),
                  run_levels(picture.view(), region, target, fit, 9))
            << name(isa) << ", format " << static_cast<int>(format) << ", width " << size.width;
      }
    }
  }
}

TEST(Preprocess, ChangesFormatFromPictureToPicture) {
  const Region region = {3, 5, 50, 31};
  const auto pass = std::make_unique<Preprocessor>();
  ASSERT_TRUE(pass->prepare({60, 40}, region, {20, 20}, Fit::kStretch, kCentred).ok());
  std::vector<std::uint8_t> levels(pass->tensor_size());
  for (int round = 0; round < 2; ++round) {
    for (const PixelFormat format : kEveryFormat) {
      const Picture picture(format, 60, 40);
      ASSERT_TRUE(pass->run_levels(picture.view(), levels).ok());
      EXPECT_EQ(levels, run_levels(picture.view(), region, {20, 20}));
    }
  }
}

TEST(Preprocess, ConvertsColoursAsAWholePictureDoesWithoutInterpolation) {
  for (const PixelFormat format : kEveryFormat) {
    if (is_yuv(format) && yuv_layout(format).centred && yuv_layout(format).shift_x > 0) continue;
    const Picture picture(format, 41, 33);
    std::vector<std::uint8_t> rgb(3 * 41 * 33);
    for (const Isa isa : kernels::runnable_isas()) {
      ASSERT_TRUE(convert_to_rgb(picture.view(), {41, 33, rgb.data(), 3 * 41}, isa).ok());
      EXPECT_EQ(run_levels(picture.view(), Region::whole({41, 33}), {41, 33}), rgb)
          << "format " << static_cast<int>(format) << " on " << name(isa);
    }
  }
}

TEST(Preprocess, CropsAtOddPixels) {
  for (const PixelFormat format : kEveryFormat) {
    const Picture picture(format, 61, 45);
    EXPECT_LE(worst_error(picture.view(), {7, 5, 33, 29}, {20, 40}), kWorst)
        << "format " << static_cast<int>(format);
    EXPECT_LE(worst_error(picture.view(), {60, 44, 1, 1}, {3, 2}), kWorst)
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
  EXPECT_LE(worst_error(picture.view(), Region::whole({4096, 16}), {4, 2}), kWorst);
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
          EXPECT_NEAR(rgb[static_cast<std::size_t>(y * 39 + x * 3) + c],
                      std::clamp(expected[c], 0.0, 255.0), 0.52);
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
