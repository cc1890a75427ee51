#include <gtest/gtest.h>
#include <png.h>

#include <vector>

#include "drivers/picture/picture.hpp"

namespace ocellus::picture {
namespace {

using Bytes = std::vector<std::uint8_t>;

struct Kind {
  const char* name;
  int colour_type;
  int depth;
  int interlace;
};

constexpr int kWidth = 13;
constexpr int kHeight = 9;

// Writes rows of raw samples; `row(y)` gives them.
template <typename Row>
Bytes png_of(const Kind& kind, Row row) {
  Bytes file;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  png_set_write_fn(
      png, &file,
      [](png_structp writer, png_bytep bytes, std::size_t count) {
        auto& out = *static_cast<Bytes*>(png_get_io_ptr(writer));
        out.insert(out.end(), bytes, bytes + count);
      },
      [](png_structp) {});
  png_set_IHDR(png, info, kWidth, kHeight, kind.depth, kind.colour_type, kind.interlace,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  if (kind.colour_type == PNG_COLOR_TYPE_PALETTE) {
    const png_color palette[] = {{10, 20, 30}, {40, 50, 60}, {200, 100, 0}, {255, 255, 255}};
    png_set_PLTE(png, info, palette, 4);
  }
  png_write_info(png, info);
  std::vector<Bytes> rows;
  std::vector<png_bytep> pointers;
  rows.reserve(kHeight);
  pointers.reserve(kHeight);
  for (int y = 0; y < kHeight; ++y) rows.push_back(row(y));
  for (Bytes& samples : rows) pointers.push_back(samples.data());
  png_write_image(png, pointers.data());
  png_write_end(png, info);
  png_destroy_write_struct(&png, &info);
  return file;
}

class PngTest : public testing::Test {
 protected:
  Status decode(const Bytes& file) { return decoder_.decode(file, {4, 4}, picture_, full_size_); }

  void expect_pixel(int x, int y, int r, int g, int b) {
    const std::uint8_t* pixel = picture_.pixels + y * picture_.stride + 3 * x;
    EXPECT_EQ(pixel[0], r) << x << ',' << y;
    EXPECT_EQ(pixel[1], g) << x << ',' << y;
    EXPECT_EQ(pixel[2], b) << x << ',' << y;
  }

  std::vector<std::byte> region_ = std::vector<std::byte>(Decoder::kMinimumRegion);
  Decoder decoder_{region_};
  MutableImage picture_;
  Size full_size_;
};

Bytes rgb_row(int y) {
  Bytes row;
  for (int x = 0; x < kWidth; ++x) {
    row.insert(row.end(),
               {static_cast<std::uint8_t>(10 * x), static_cast<std::uint8_t>(20 * y), 7});
  }
  return row;
}

TEST_F(PngTest, Rgb) {
  for (const int interlace : {PNG_INTERLACE_NONE, PNG_INTERLACE_ADAM7}) {
    ASSERT_TRUE(decode(png_of({"rgb", PNG_COLOR_TYPE_RGB, 8, interlace}, rgb_row)).ok());
    EXPECT_EQ(full_size_, (Size{kWidth, kHeight}));
    ASSERT_EQ(picture_.width, kWidth);
    ASSERT_EQ(picture_.height, kHeight);
    for (int y = 0; y < kHeight; ++y) {
      for (int x = 0; x < kWidth; ++x) expect_pixel(x, y, 10 * x, 20 * y, 7);
    }
  }
}

TEST_F(PngTest, AlphaIsLaidOverBlack) {
  const Bytes file = png_of({"rgba", PNG_COLOR_TYPE_RGBA, 8, PNG_INTERLACE_NONE}, [](int y) {
    Bytes row;
    for (int x = 0; x < kWidth; ++x) {
      row.insert(row.end(), {200, 100, 50, static_cast<std::uint8_t>(x == 0 ? 255 : 15 * y)});
    }
    return row;
  });
  ASSERT_TRUE(decode(file).ok());
  expect_pixel(0, 4, 200, 100, 50);
  expect_pixel(5, 0, 0, 0, 0);
  expect_pixel(5, 4, 47, 24, 12);  // 60/255 of it, rounded
  expect_pixel(12, 8, 94, 47, 24);
}

TEST_F(PngTest, GreyPaletteAndSixteenBit) {
  const Bytes grey = png_of({"grey", PNG_COLOR_TYPE_GRAY, 8, PNG_INTERLACE_NONE},
                            [](int y) { return Bytes(kWidth, static_cast<std::uint8_t>(y * 9)); });
  ASSERT_TRUE(decode(grey).ok());
  expect_pixel(3, 5, 45, 45, 45);

  const Bytes bits = png_of({"bits", PNG_COLOR_TYPE_GRAY, 1, PNG_INTERLACE_NONE}, [](int) {
    return Bytes{0b10100000, 0};
  });
  ASSERT_TRUE(decode(bits).ok());
  expect_pixel(0, 0, 255, 255, 255);
  expect_pixel(1, 0, 0, 0, 0);

  const Bytes palette =
      png_of({"palette", PNG_COLOR_TYPE_PALETTE, 8, PNG_INTERLACE_NONE},
             [](int y) { return Bytes(kWidth, static_cast<std::uint8_t>(y % 4)); });
  ASSERT_TRUE(decode(palette).ok());
  expect_pixel(0, 0, 10, 20, 30);
  expect_pixel(12, 6, 200, 100, 0);

  const Bytes deep = png_of({"deep", PNG_COLOR_TYPE_RGB, 16, PNG_INTERLACE_NONE}, [](int) {
    Bytes row;
    for (int x = 0; x < kWidth; ++x) row.insert(row.end(), {0x12, 0xFF, 0x80, 0x00, 0xFF, 0xFF});
    return row;
  });
  ASSERT_TRUE(decode(deep).ok());
  expect_pixel(6, 6, 0x13, 0x80, 0xFF);
}

TEST_F(PngTest, TellsDamage) {
  const Bytes file = png_of({"rgb", PNG_COLOR_TYPE_RGB, 8, PNG_INTERLACE_NONE}, rgb_row);
  for (std::size_t length = 8; length < file.size(); ++length) {
    const Status status = decode(Bytes(file.begin(), file.begin() + static_cast<long>(length)));
    ASSERT_EQ(status.code, Code::kTruncated) << length << ' ' << status.what;
    ASSERT_EQ(picture_.pixels, nullptr);
  }
  Bytes damaged = file;
  damaged[file.size() / 2] ^= 0x55;
  EXPECT_EQ(decode(damaged).code, Code::kCorrupt);
  ASSERT_TRUE(decode(file).ok());
}

TEST_F(PngTest, TellsWhatDoesNotFit) {
  Bytes file = png_of({"rgb", PNG_COLOR_TYPE_RGB, 8, PNG_INTERLACE_NONE}, rgb_row);
  file[17] = 0xFF;
  EXPECT_EQ(decode(file).code, Code::kTooLarge);

  file = png_of({"rgb", PNG_COLOR_TYPE_RGB, 8, PNG_INTERLACE_NONE}, rgb_row);
  Decoder tiny({region_.data(), 4000});
  EXPECT_EQ(tiny.decode(file, {}, picture_, full_size_).code, Code::kTooLarge);
}

TEST_F(PngTest, NeverRunsOutOfMemory) {
  const Bytes file = png_of({"rgb", PNG_COLOR_TYPE_RGB, 8, PNG_INTERLACE_NONE}, rgb_row);
  for (int i = 0; i < 2000; ++i) ASSERT_TRUE(decode(file).ok()) << i;
}

}  // namespace
}  // namespace ocellus::picture
