#include "runtime/vision/preprocess.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <random>
#include <vector>

#include "runtime/kernels/guarded_buffer.hpp"
#include "runtime/kernels/runnable_isas.hpp"
#include "runtime/vision/colour.hpp"

namespace ocellus {
namespace {

constexpr LevelTable kCentred = quantize_levels({-1, 1}, 2.0 / 255, -1);

// A picture of any format in memory that may not be left, filled at random with samples low..high
// (levels of RGB and grey; of YUV, Y, and half as far from the middle U and V).
class Picture {
 public:
  Picture(PixelFormat format, std::int32_t width, std::int32_t height, unsigned seed = 1,
          int low = 0, int high = 255)
      : random_(seed), low_(low), high_(high) {
    view_.format = format;
    view_.width = width;
    view_.height = height;
    switch (format) {
      case PixelFormat::kRgb24:
        add_plane(3 * width, 5, height);
        break;
      case PixelFormat::kGrey8:
        add_plane(width, 3, height);
        break;
      case PixelFormat::kYuyv:
        add_plane(4 * ((width + 1) / 2), 0, height);
        break;
      case PixelFormat::kNv12:
        add_plane(width, 1, height);
        add_plane(2 * ((width + 1) / 2), 0, (height + 1) / 2);
        break;
      default: {
        const YuvLayout layout = yuv_layout(format);
        const std::int32_t chroma_width = ((width - 1) >> layout.shift_x) + 1;
        const std::int32_t chroma_height = ((height - 1) >> layout.shift_y) + 1;
        add_plane(width, 0, height);
        add_plane(chroma_width, 0, chroma_height);
        add_plane(chroma_width, 2, chroma_height);
      }
    }
  }

  const ImageView& view() const { return view_; }
  std::uint8_t& at(std::size_t plane, std::int32_t y, std::int32_t byte) {
    return bytes(plane)[y * view_.strides[plane] + byte];
  }

 private:
  std::uint8_t* bytes(std::size_t plane) {
    return reinterpret_cast<std::uint8_t*>(planes_[plane]->bytes());
  }

  void add_plane(std::int32_t row_bytes, std::int32_t gap, std::int32_t rows) {
    const std::int32_t stride = row_bytes + gap;
    const std::size_t size = static_cast<std::size_t>(stride * (rows - 1) + row_bytes);
    const std::size_t index = planes_.size();
    planes_.push_back(std::make_unique<kernels::GuardedBuffer>(size));
    view_.planes[index] = bytes(index);
    view_.strides[index] = stride;
    for (std::size_t i = 0; i < size; ++i) {
      const bool chroma = index > 0 || (view_.format == PixelFormat::kYuyv && i % 2 == 1);
      const int low = chroma ? (low_ + 128) / 2 : low_;
      const int high = chroma ? (high_ + 128) / 2 : high_;
      const auto levels = static_cast<unsigned>(high - low + 1);
      bytes(index)[i] = static_cast<std::uint8_t>(low + static_cast<int>(random_() % levels));
    }
  }

  std::mt19937 random_;
  int low_, high_;
  ImageView view_;
  std::vector<std::unique_ptr<kernels::GuardedBuffer>> planes_;
};

// A chroma sample of a JPEG as pixel x, y of a region has it: interpolated from those that belong
// to the region.
double reference_chroma(const ImageView& image, std::size_t plane, const Region& region,
                        std::int32_t x, std::int32_t y) {
  struct Two {
    std::int32_t own, other;
    double share;  // of the other
  };
  const auto neighbours = [](std::int32_t at, std::int32_t start, std::int32_t length,
                             bool shared) {
    if (!shared) return Two{at, at, 0};
    const std::int32_t other = at / 2 + (at % 2 == 0 ? -1 : 1);
    return Two{at / 2, std::clamp(other, start / 2, (start + length - 1) / 2), 0.25};
  };
  const YuvLayout layout = yuv_layout(image.format);
  const Two across = neighbours(x, region.x, region.width, layout.shift_x > 0);
  const Two down = neighbours(y, region.y, region.height, layout.shift_y > 0);
  const auto row = [&](std::int32_t at) {
    const std::uint8_t* samples = image.planes[plane] + std::ptrdiff_t{at} * image.strides[plane];
    return (1 - across.share) * samples[across.own] + across.share * samples[across.other];
  };
  return (1 - down.share) * row(down.own) + down.share * row(down.other);
}

// BT.601 in real numbers, one pixel; perhaps outside 0..255. Chroma of JPEG is interpolated when
// there is a region.
std::array<double, 3> reference_pixel(const ImageView& image, std::int32_t x, std::int32_t y,
                                      const Region* region = nullptr) {
  const auto byte = [&](std::size_t plane, std::int32_t row, std::int32_t offset) {
    return double{image.planes[plane][std::ptrdiff_t{row} * image.strides[plane] + offset] * 1.0};
  };
  double luma = 0, u = 0, v = 0;
  bool studio = true;
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
    case PixelFormat::kJpeg444:
      luma = byte(0, y, x), u = byte(1, y, x), v = byte(2, y, x), studio = false;
      break;
    case PixelFormat::kJpeg422:
      luma = byte(0, y, x), u = byte(1, y, x / 2), v = byte(2, y, x / 2), studio = false;
      break;
    case PixelFormat::kJpeg420:
      luma = byte(0, y, x), u = byte(1, y / 2, x / 2), v = byte(2, y / 2, x / 2), studio = false;
      break;
  }
  if (region != nullptr && !studio) {
    u = reference_chroma(image, 1, *region, x, y);
    v = reference_chroma(image, 2, *region, x, y);
  }
  const double c = studio ? (luma - 16) * 255 / 219 : luma;
  const double d = (u - 128) * (studio ? 255.0 / 112 : 2);
  const double e = (v - 128) * (studio ? 255.0 / 112 : 2);
  const double red = 0.299, blue = 0.114, green = 1 - red - blue;
  return {c + e * (1 - red), c - d * (1 - blue) * blue / green - e * (1 - red) * red / green,
          c + d * (1 - blue)};
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

// Levels of the stretched region, R G B interleaved. Clamped last; of colours inside RGB it makes
// no difference, for both the colours' formula and the filter are linear.
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
        const auto pixel = reference_pixel(image, region.x + i, region.y + y, &region);
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
        levels.push_back(std::clamp(sum, 0.0, 255.0));
      }
    }
  }
  return levels;
}

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
