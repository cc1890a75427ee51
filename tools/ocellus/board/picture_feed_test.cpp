#include "tools/ocellus/board/picture_feed.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "drivers/picture/picture.hpp"

namespace ocellus::tools::board {
namespace {

constexpr uvc::Mode kMjpeg = {uvc::Format::kMjpeg, 640, 480, 1'000'000};
constexpr uvc::Mode kYuyv = {uvc::Format::kYuyv, 320, 240, 1'000'000};

// A JPEG of one colour.
Bytes jpeg(int width, int height, std::uint8_t r, std::uint8_t g, std::uint8_t b) {
  Bytes pixels;
  for (int i = 0; i < width * height; ++i) put(pixels, {r, g, b});
  std::vector<std::byte> region(std::size_t{1} << 20);
  picture::Encoder encoder(region);
  Bytes file(pixels.size() + 4096);
  std::size_t size = 0;
  EXPECT_TRUE(encoder.encode({width, height, pixels.data(), 3 * width}, 90, file, size).ok());
  file.resize(size);
  return file;
}

class PictureFeedTest : public testing::Test {
 protected:
  PictureFeedTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "feed-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
  }
  ~PictureFeedTest() override { std::filesystem::remove_all(folder_); }
  void write(const std::string& name, const Bytes& bytes) {
    std::ofstream(folder_ / name, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
  }
  std::filesystem::path folder_;
};

TEST_F(PictureFeedTest, GivesFittingPicturesAsTheyAre) {
  const Bytes first = jpeg(640, 480, 200, 30, 40), second = jpeg(640, 480, 10, 200, 40);
  write("a.jpg", first);
  write("b.jpg", second);
  auto feed = open_picture_feed(folder_);
  ASSERT_TRUE(feed.ok()) << feed.failure().line();
  for (const Bytes& wanted : {first, second, first}) {
    const ByteView got = feed.value()->next(kMjpeg);
    EXPECT_EQ(Bytes(got.begin(), got.end()), wanted);
  }
}

TEST_F(PictureFeedTest, FitsOthersAndPassesOverDamagedOnes) {
  write("a.jpg", jpeg(64, 64, 255, 255, 255));
  write("b.jpg", Bytes{0xFF, 0xD8, 0xFF, 1, 2});
  auto feed = open_picture_feed(folder_);
  ASSERT_TRUE(feed.ok()) << feed.failure().line();
  const ByteView first = feed.value()->next(kYuyv);
  ASSERT_EQ(first.size(), 320U * 240 * 2);
  EXPECT_EQ(first[0], 16);                      // black beside the square
  EXPECT_NEAR(first[120 * 640 + 320], 235, 2);  // white within
  const ByteView second = feed.value()->next(kMjpeg);
  std::vector<std::byte> region(std::size_t{8} << 20);
  picture::Decoder decoder(region);
  MutableImage image;
  picture::Size full;
  ASSERT_TRUE(decoder.decode(second, {0, 0}, image, full).ok());
  EXPECT_EQ(full, (picture::Size{640, 480}));
}

TEST_F(PictureFeedTest, RefusesWhatShowsNothing) {
  EXPECT_FALSE(open_picture_feed(folder_).ok());
  EXPECT_FALSE(open_picture_feed(folder_ / "nothing").ok());
  write("b.jpg", Bytes{0xFF, 0xD8, 0xFF, 1, 2});
  const auto feed = open_picture_feed(folder_);
  ASSERT_FALSE(feed.ok());
  EXPECT_EQ(feed.failure().what, "has no picture that can be read");
}

// Against the formula of BT.601 in real numbers.
TEST(YuyvFromRgb, FollowsTheFormula) {
  Bytes rgb;
  for (int i = 0; i < 3000; ++i)
    rgb.push_back(static_cast<std::uint8_t>((i * i * 7 + i * 31) >> 3));
  put(rgb, {0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 0, 0, 255, 0, 0});
  Bytes yuyv(rgb.size() / 3 * 2);
  yuyv_from_rgb(rgb, yuyv);
  const auto luma = [](double r, double g, double b) { return 0.299 * r + 0.587 * g + 0.114 * b; };
  for (std::size_t i = 0; i < rgb.size() / 6; ++i) {
    const std::uint8_t* const p = rgb.data() + 6 * i;
    const std::uint8_t* const q = yuyv.data() + 4 * i;
    for (int k = 0; k < 2; ++k) {
      EXPECT_NEAR(q[2 * k], 16 + 219 * luma(p[3 * k], p[3 * k + 1], p[3 * k + 2]) / 255, 0.51);
    }
    const double r = (p[0] + p[3]) / 2.0, g = (p[1] + p[4]) / 2.0, b = (p[2] + p[5]) / 2.0;
    EXPECT_NEAR(q[1], 128 + 112 * (b - luma(r, g, b)) / 0.886 / 255, 0.51);
    EXPECT_NEAR(q[3], 128 + 112 * (r - luma(r, g, b)) / 0.701 / 255, 0.51);
  }
}

}  // namespace
}  // namespace ocellus::tools::board
