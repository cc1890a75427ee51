#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <vector>

// after <cstdio>
#include <jpeglib.h>

#include "drivers/picture/picture.hpp"
#include "drivers/picture/test_jpegs.hpp"
#include "runtime/vision/colour.hpp"

namespace ocellus::picture {
namespace {

std::uint64_t fnv1a(const MutableImage& picture) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (int i = 0; i < picture.stride * picture.height; ++i) {
    hash = (hash ^ picture.pixels[i]) * 0x100000001b3;
  }
  return hash;
}

// Without what follows the rows.
std::uint64_t fnv1a(const ImageView& picture) {
  const bool grey = picture.format == PixelFormat::kGrey8;
  std::uint64_t hash = 0xcbf29ce484222325;
  for (std::size_t c = 0; c < (grey ? 1 : 3); ++c) {
    const YuvLayout layout = yuv_layout(picture.format);
    const std::int32_t width = c == 0 ? picture.width : ((picture.width - 1) >> layout.shift_x) + 1;
    const std::int32_t height =
        c == 0 ? picture.height : ((picture.height - 1) >> layout.shift_y) + 1;
    for (std::int32_t y = 0; y < height; ++y) {
      for (std::int32_t x = 0; x < width; ++x) {
        hash = (hash ^ picture.planes[c][y * picture.strides[c] + x]) * 0x100000001b3;
      }
    }
  }
  return hash;
}

class JpegTest : public testing::Test {
 protected:
  Status decode(const Bytes& file, Size at_least = {}) {
    return decoder_.decode(file, at_least, picture_, full_size_);
  }

  Status decode_samples(const Bytes& file, Size at_least = {}) {
    return decoder_.decode_samples(file, at_least, samples_, full_size_);
  }

  // How far the samples' colours are from those of decode(), on average.
  double difference() const {
    Bytes rgb(static_cast<std::size_t>(3 * samples_.width * samples_.height));
    EXPECT_TRUE(convert_to_rgb(samples_, image_of(rgb, {samples_.width, samples_.height})).ok());
    double total = 0;
    for (std::size_t i = 0; i < rgb.size(); ++i) total += std::abs(rgb[i] - expected_[i]);
    return total / static_cast<double>(rgb.size());
  }

  // Decodes both ways.
  void decode_both(const Bytes& file, Size at_least = {}) {
    ASSERT_TRUE(decode(file, at_least).ok());
    const std::size_t bytes = static_cast<std::size_t>(picture_.stride * picture_.height);
    expected_.assign(picture_.pixels, picture_.pixels + bytes);
    ASSERT_TRUE(decode_samples(file, at_least).ok());
    ASSERT_EQ(samples_.width, picture_.width);
    ASSERT_EQ(samples_.height, picture_.height);
  }

  std::vector<std::byte> region_ = std::vector<std::byte>(std::size_t{1} << 20);
  Decoder decoder_{region_};
  MutableImage picture_;
  ImageView samples_;
  Bytes expected_;
  Size full_size_;
};

TEST_F(JpegTest, RoundTripStaysClose) {
  ASSERT_TRUE(decode(test_jpeg({64, 48}, 95)).ok());
  EXPECT_EQ(full_size_, (Size{64, 48}));
  ASSERT_EQ(picture_.width, 64);
  ASSERT_EQ(picture_.height, 48);
  const Bytes original = test_pixels({64, 48});
  double error = 0;
  for (std::size_t i = 0; i < original.size(); ++i) {
    error += std::abs(int{original[i]} - int{picture_.pixels[i]});
  }
  EXPECT_LT(error / static_cast<double>(original.size()), 18.0);  // hard blue edges, 4:2:0
}

TEST_F(JpegTest, ChoosesTheSmallestSufficientScale) {
  const Bytes file = test_jpeg({800, 600});
  std::vector<std::byte> region(std::size_t{4} << 20);
  Decoder decoder(region);
  const auto scaled = [&](Size at_least) {
    EXPECT_TRUE(decoder.decode(file, at_least, picture_, full_size_).ok());
    EXPECT_EQ(full_size_, (Size{800, 600}));
    return picture_.width;
  };
  EXPECT_EQ(scaled({0, 0}), 800);
  EXPECT_EQ(scaled({1, 1}), 100);
  EXPECT_EQ(scaled({100, 75}), 100);
  EXPECT_EQ(scaled({101, 75}), 200);
  EXPECT_EQ(scaled({100, 76}), 200);
  EXPECT_EQ(scaled({300, 300}), 400);
  EXPECT_EQ(scaled({0, 301}), 800);
  EXPECT_EQ(scaled({4000, 3000}), 800);
}

// The same numbers on every machine, whatever SIMD code libjpeg-turbo has for it.
TEST_F(JpegTest, PixelsAreTheSameEverywhere) {
  const struct {
    Size at_least;
    std::uint64_t hash;
  } kGolden[] = {{{26, 19}, 0x09812ed7bfc4acf5},
                 {{51, 38}, 0xa9c149dcb5b13994},
                 {{102, 75}, 0xad938f815e47cb9e},
                 {{203, 149}, 0x7f4a7c318ba47827}};
  const Bytes file = test_jpeg();
  for (const auto& golden : kGolden) {
    ASSERT_TRUE(decode(file, golden.at_least).ok());
    EXPECT_EQ(picture_.width, golden.at_least.width);
    EXPECT_EQ(picture_.height, golden.at_least.height);
    EXPECT_EQ(fnv1a(picture_), golden.hash) << picture_.width;
  }
}

TEST_F(JpegTest, SamplesAreTheSameEverywhere) {
  const struct {
    Size at_least;
    PixelFormat format;  // chroma is scaled less than luma while it is smaller
    std::uint64_t hash;
  } kGolden[] = {{{26, 19}, PixelFormat::kJpeg444, 0x8d299e4d4ed96049},
                 {{51, 38}, PixelFormat::kJpeg444, 0xfa1c5fa296cf9100},
                 {{102, 75}, PixelFormat::kJpeg444, 0x895caebe212ada04},
                 {{203, 149}, PixelFormat::kJpeg420, 0xbc97849bdcb9b06e}};
  const Bytes file = test_jpeg();
  for (const auto& golden : kGolden) {
    ASSERT_TRUE(decode_samples(file, golden.at_least).ok());
    EXPECT_EQ(samples_.format, golden.format);
    EXPECT_EQ(samples_.width, golden.at_least.width);
    EXPECT_EQ(samples_.height, golden.at_least.height);
    EXPECT_EQ(fnv1a(samples_), golden.hash) << samples_.width;
  }
}

TEST_F(JpegTest, SamplesHaveTheColoursOfThePicture) {
  const struct {
    int horizontal, vertical;
    PixelFormat format;
    double most;  // where chroma is shared, decode() interpolates it
  } kKinds[] = {{1, 1, PixelFormat::kJpeg444, 0.05},
                {2, 1, PixelFormat::kJpeg422, 8},
                {2, 2, PixelFormat::kJpeg420, 8},
                {1, 2, PixelFormat::kRgb24, 0},
                {4, 1, PixelFormat::kRgb24, 0}};
  static int horizontal, vertical;
  for (const auto& kind : kKinds) {
    horizontal = kind.horizontal;
    vertical = kind.vertical;
    const Bytes file = jpeg_of_kind([](jpeg_compress_struct& object) {
      object.comp_info[0].h_samp_factor = horizontal;
      object.comp_info[0].v_samp_factor = vertical;
    });
    decode_both(file);
    EXPECT_EQ(samples_.format, kind.format) << horizontal << vertical;
    EXPECT_LE(difference(), kind.most) << horizontal << vertical;
    decode_both(file, {51, 38});
    EXPECT_LE(difference(), kind.most) << horizontal << vertical;
  }

  decode_both(jpeg_of_kind([](jpeg_compress_struct&) {}, JCS_GRAYSCALE));
  EXPECT_EQ(samples_.format, PixelFormat::kGrey8);
  EXPECT_EQ(difference(), 0);

  decode_both(
      jpeg_of_kind([](jpeg_compress_struct& object) { jpeg_set_colorspace(&object, JCS_RGB); }));
  EXPECT_EQ(samples_.format, PixelFormat::kRgb24);
  EXPECT_EQ(difference(), 0);

  decode_both(jpeg_of_kind([](jpeg_compress_struct& object) { jpeg_simple_progression(&object); }));
  EXPECT_EQ(samples_.format, PixelFormat::kJpeg420);
  EXPECT_LE(difference(), 8);
}

TEST_F(JpegTest, SamplesFailAsThePictureDoes) {
  const Bytes file = test_jpeg();
  Bytes cut(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(file.size() / 2));
  const Status expected = decode(cut);
  const Status status = decode_samples(cut);
  EXPECT_EQ(status.code, Code::kTruncated);
  EXPECT_EQ(status.code, expected.code);
  EXPECT_EQ(status.at, expected.at);
  EXPECT_EQ(samples_.planes[0], nullptr);

  std::vector<std::byte> small(std::size_t{1} << 16);
  Decoder decoder(small);
  EXPECT_EQ(decoder.decode_samples(file, {}, samples_, full_size_).code, Code::kTooLarge);
}

TEST_F(JpegTest, ReadsTheOtherKinds) {
  const Bytes progressive =
      jpeg_of_kind([](jpeg_compress_struct& object) { jpeg_simple_progression(&object); });
  ASSERT_TRUE(decode(progressive).ok());
  const std::uint64_t expected = fnv1a(picture_);
  const Bytes baseline = jpeg_of_kind([](jpeg_compress_struct&) {});
  ASSERT_TRUE(decode(baseline).ok());
  EXPECT_EQ(fnv1a(picture_), expected);

  const Bytes grey = jpeg_of_kind([](jpeg_compress_struct&) {}, JCS_GRAYSCALE);
  ASSERT_TRUE(decode(grey).ok());
  for (int i = 0; i < kSize.width * kSize.height; ++i) {
    ASSERT_EQ(picture_.pixels[3 * i], picture_.pixels[3 * i + 1]);
    ASSERT_EQ(picture_.pixels[3 * i], picture_.pixels[3 * i + 2]);
  }

  const Bytes cmyk = jpeg_of_kind([](jpeg_compress_struct&) {}, JCS_CMYK);
  EXPECT_EQ(decode(cmyk).code, Code::kUnsupported);
}

// Frames of an AVI usually rely on the standard Huffman tables, and some cameras end without EOI.
TEST_F(JpegTest, ReadsMotionJpegFrames) {
  const Bytes file = test_jpeg();
  ASSERT_TRUE(decode(file).ok());
  const std::uint64_t expected = fnv1a(picture_);

  const Bytes bare = without_segments(file, 0xC4);
  ASSERT_LT(bare.size(), file.size());
  ASSERT_TRUE(decode(bare).ok());
  EXPECT_EQ(fnv1a(picture_), expected);

  Bytes endless(file.begin(), file.end() - 2);
  ASSERT_TRUE(decode(endless).ok());
  EXPECT_EQ(fnv1a(picture_), expected);

  Bytes padded = file;
  padded.resize(file.size() + 100);
  ASSERT_TRUE(decode(padded).ok());
  EXPECT_EQ(fnv1a(picture_), expected);
}

TEST_F(JpegTest, TellsTruncatedFiles) {
  const Bytes file = test_jpeg();
  for (const std::size_t length :
       {std::size_t{3}, std::size_t{100}, file.size() / 2, file.size() - 20}) {
    const Status status = decode(Bytes(file.begin(), file.begin() + static_cast<long>(length)));
    EXPECT_EQ(status.code, Code::kTruncated) << length << ": " << status.what;
    EXPECT_EQ(status.at, length);
    EXPECT_EQ(picture_.pixels, nullptr);
  }
  EXPECT_EQ(full_size_, kSize);
  EXPECT_EQ(decode({}).code, Code::kTruncated);

  // A progressive file that ends between two scans shows a picture, only not all of it.
  const Bytes progressive =
      jpeg_of_kind([](jpeg_compress_struct& object) { jpeg_simple_progression(&object); });
  const std::uint8_t kScan[] = {0xFF, 0xDA};
  const auto last_scan =
      std::find_end(progressive.begin(), progressive.end(), std::begin(kScan), std::end(kScan));
  EXPECT_EQ(decode(Bytes(progressive.begin(), last_scan)).code, Code::kTruncated);
  EXPECT_EQ(decode(Bytes(progressive.begin(), progressive.end() - 40)).code, Code::kTruncated);
}

TEST_F(JpegTest, TellsCorruptFiles) {
  Bytes file = test_jpeg();
  const std::size_t middle = file.size() / 2;
  for (std::size_t i = 0; i < 60; ++i) file[middle + i] = 0xFF;
  const Status damaged = decode(file);
  EXPECT_EQ(damaged.code, Code::kCorrupt) << damaged.what;
  EXPECT_GE(damaged.at, middle);

  file = test_jpeg();
  file[6] = 0;  // APP0's name, harmless
  EXPECT_TRUE(decode(file).ok());
  const auto frame_header = find_frame_header(file);
  ASSERT_NE(frame_header, file.end());
  frame_header[10] = 0;  // no such chroma sampling
  EXPECT_EQ(decode(file).code, Code::kCorrupt);

  EXPECT_EQ(decode({'h', 'e', 'l', 'l', 'o'}).code, Code::kUnsupported);
  EXPECT_TRUE(decode(test_jpeg()).ok()) << "a damaged file must not spoil the next";
}

// Decoding time grows with the scans, of which a small file can hold very many.
TEST_F(JpegTest, RefusesEndlessScans) {
  Bytes file = jpeg_of_kind([](jpeg_compress_struct& object) { jpeg_simple_progression(&object); });
  const std::uint8_t kScan[] = {0xFF, 0xDA};
  const auto last =
      std::find_end(file.begin(), file.end(), std::begin(kScan), std::end(kScan)) - file.begin();
  const Bytes scan(file.begin() + last, file.end() - 2);
  for (int i = 0; i < 100; ++i) file.insert(file.end() - 2, scan.begin(), scan.end());
  const Status status = decode(file);
  EXPECT_EQ(status.code, Code::kCorrupt);
  EXPECT_STREQ(status.what, "JPEG: its scans make no sense");
}

TEST_F(JpegTest, TellsWhatDoesNotFit) {
  Bytes file = test_jpeg();
  const auto frame = find_frame_header(file);
  std::fill_n(frame + 5, 4, std::uint8_t{0xFF});  // 65535 x 65535
  EXPECT_EQ(decode(file).code, Code::kTooLarge);
  std::fill_n(frame + 5, 4, std::uint8_t{0x7F});  // 32639 x 32639
  EXPECT_EQ(decode(file).code, Code::kTooLarge);

  Decoder small({region_.data(), 40000});
  EXPECT_EQ(small.decode(test_jpeg(), {}, picture_, full_size_).code, Code::kTooLarge);
}

// The region is all a decoder has: whatever a picture took must come back.
TEST_F(JpegTest, NeverRunsOutOfMemory) {
  const Bytes file = test_jpeg();
  const Bytes half(file.begin(), file.begin() + static_cast<long>(file.size() / 2));
  for (int i = 0; i < 500; ++i) {
    ASSERT_TRUE(decode(file, {20, 20}).ok()) << i;
    ASSERT_EQ(decode(half).code, Code::kTruncated) << i;
  }
}

TEST(JpegEncoder, TellsASmallBuffer) {
  std::vector<std::byte> region(Encoder::kMinimumRegion);
  Encoder encoder(region);
  Bytes pixels = test_pixels(kSize);
  Bytes file(1000);
  std::size_t length = 1;
  EXPECT_EQ(encoder.encode(image_of(pixels, kSize), 90, file, length).code, Code::kTooLarge);
  EXPECT_EQ(length, 0u);
  EXPECT_EQ(encoder.encode({}, 90, file, length).code, Code::kUnsupported);
}

}  // namespace
}  // namespace ocellus::picture
