#include "drivers/capture/avi_source.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "drivers/capture/test_files.hpp"

namespace ocellus::capture {
namespace {

using test::AviParts;
using test::Bytes;

class AviSourceTest : public testing::Test {
 protected:
  Status open(const Bytes& file) { return source_.open(folder_.write("video.avi", file).c_str()); }

  void expect_frame(const Bytes& expected, std::uint64_t index) {
    Frame frame;
    const Status status = source_.next(frame);
    ASSERT_TRUE(status.ok()) << index << ": " << status.what << " at " << status.at;
    EXPECT_EQ(frame.index, index);
    EXPECT_EQ(frame.encoding, Encoding::kJpeg);
    EXPECT_TRUE(std::ranges::equal(frame.bytes, expected)) << index;
  }

  Code next_code() { return source_.next(frame_).code; }

  test::TemporaryFolder folder_;
  std::vector<std::uint8_t> memory_ = std::vector<std::uint8_t>(4096);
  AviSource source_{memory_};
  Frame frame_;
  const std::vector<Bytes> frames_ = test::frames_like_jpeg(6);
};

TEST_F(AviSourceTest, DeliversEveryLayout) {
  for (int layout = 0; layout < 32; ++layout) {
    AviParts parts;
    parts.audio_first = (layout & 1) != 0;
    parts.index = (layout & 2) != 0;
    parts.index_from_start = (layout & 4) != 0;
    parts.groups = (layout & 8) != 0;
    parts.unfinished = (layout & 16) != 0;
    if (parts.unfinished && parts.index) continue;  // who writes the index also fills in the sizes
    SCOPED_TRACE(layout);
    ASSERT_TRUE(open(test::build_avi(parts, frames_)).ok());
    EXPECT_EQ(source_.frame_count(), frames_.size());
    EXPECT_EQ(source_.nominal_rate(), 12.5);
    for (std::size_t i = 0; i < frames_.size(); ++i) expect_frame(frames_[i], i);
    EXPECT_EQ(next_code(), Code::kEndOfStream);
    EXPECT_EQ(next_code(), Code::kEndOfStream);
  }
}

TEST_F(AviSourceTest, TellsNominalTime) {
  ASSERT_TRUE(open(test::build_avi({}, frames_)).ok());
  for (int i = 0; i < 6; ++i) {
    ASSERT_TRUE(source_.next(frame_).ok());
    EXPECT_EQ(frame_.time, Microseconds(80000 * i));
  }
}

// Two neighbours are lost together: only who reads the index knows that they were two.
TEST_F(AviSourceTest, DamageCostsOnlyItsFramesWithAnIndex) {
  for (const bool from_start : {false, true}) {
    Bytes file = test::build_avi({.index_from_start = from_start}, frames_);
    const auto third = std::search(file.begin(), file.end(), frames_[2].begin(), frames_[2].end());
    const auto fourth = std::search(file.begin(), file.end(), frames_[3].begin(), frames_[3].end());
    std::fill(third - 8, fourth + 50, std::uint8_t{0xEE});
    ASSERT_TRUE(open(file).ok());
    EXPECT_EQ(source_.frame_count(), 6u);
    expect_frame(frames_[0], 0);
    expect_frame(frames_[1], 1);
    for (const auto lost : {third, fourth}) {
      const Status status = source_.next(frame_);
      EXPECT_EQ(status.code, Code::kCorrupt);
      EXPECT_EQ(status.at, static_cast<std::uint64_t>(lost - 8 - file.begin()));
    }
    EXPECT_EQ(frame_.index, 3u);
    for (std::size_t i = 4; i < 6; ++i) expect_frame(frames_[i], i);
    EXPECT_EQ(next_code(), Code::kEndOfStream);
  }
}

TEST_F(AviSourceTest, DamageCostsOneFrameWithoutAnIndex) {
  for (const bool lying_size : {false, true}) {
    AviParts parts;
    parts.index = false;
    Bytes file = test::build_avi(parts, frames_);
    const auto third = std::search(file.begin(), file.end(), frames_[2].begin(), frames_[2].end());
    if (lying_size) {
      third[-1] = 0x7F;  // the frame claims two gigabytes
    } else {
      std::fill(third - 8, third + 50, std::uint8_t{0xEE});
    }
    ASSERT_TRUE(open(file).ok());
    EXPECT_EQ(source_.frame_count(), 6u);
    expect_frame(frames_[0], 0);
    expect_frame(frames_[1], 1);
    const Status status = source_.next(frame_);
    EXPECT_EQ(status.code, Code::kCorrupt);
    EXPECT_EQ(status.at, static_cast<std::uint64_t>(third - 8 - file.begin()));
    for (std::size_t i = 3; i < 6; ++i) expect_frame(frames_[i], i);
    EXPECT_EQ(next_code(), Code::kEndOfStream);
  }
}

TEST_F(AviSourceTest, TruncatedFileGivesItsWholeFramesThenSaysSo) {
  const Bytes file = test::build_avi({}, frames_);
  const auto fifth = std::search(file.begin(), file.end(), frames_[4].begin(), frames_[4].end());
  for (const int cut : {-8, -5, 0, 1, 60, 127}) {
    SCOPED_TRACE(cut);
    ASSERT_TRUE(open(Bytes(file.begin(), fifth + cut)).ok());
    EXPECT_EQ(source_.frame_count(), 5u);  // four whole ones and what is left of one
    for (std::size_t i = 0; i < 4; ++i) expect_frame(frames_[i], i);
    EXPECT_EQ(next_code(), Code::kTruncated);
    EXPECT_EQ(frame_.index, 4u);
    EXPECT_EQ(next_code(), Code::kEndOfStream);
    EXPECT_EQ(next_code(), Code::kEndOfStream);
  }
}

TEST_F(AviSourceTest, EveryCutIsRefusedOrDeliversOnlyWhatIsThere) {
  const Bytes file = test::build_avi({}, frames_);
  for (std::size_t length = 0; length < file.size(); ++length) {
    const Status status = open(Bytes(file.begin(), file.begin() + static_cast<long>(length)));
    if (!status.ok()) {
      EXPECT_TRUE(status.code == Code::kTruncated || status.code == Code::kUnsupported) << length;
      continue;
    }
    std::size_t whole = 0;
    for (std::size_t calls = 0; source_.next(frame_).code != Code::kEndOfStream; ++calls) {
      ASSERT_LT(calls, 20u);
      if (frame_.bytes.empty()) continue;
      EXPECT_TRUE(std::ranges::equal(frame_.bytes, frames_[whole])) << length;
      ++whole;
    }
  }
}

TEST_F(AviSourceTest, AnEmptyChunkRepeatsTheFrame) {
  std::vector<Bytes> frames = frames_;
  frames[3].clear();
  ASSERT_TRUE(open(test::build_avi({}, frames)).ok());
  for (std::size_t i = 0; i < 6; ++i) expect_frame(i == 3 ? frames[2] : frames[i], i);

  frames[0].clear();
  ASSERT_TRUE(open(test::build_avi({}, frames)).ok());
  EXPECT_EQ(next_code(), Code::kCorrupt);
  expect_frame(frames[1], 1);
}

TEST_F(AviSourceTest, TellsAFrameThatIsNotJpeg) {
  std::vector<Bytes> frames = frames_;
  frames[1][0] = 'x';
  ASSERT_TRUE(open(test::build_avi({}, frames)).ok());
  expect_frame(frames[0], 0);
  EXPECT_EQ(next_code(), Code::kCorrupt);
  expect_frame(frames[2], 2);
}

TEST_F(AviSourceTest, TellsAFrameThatDoesNotFit) {
  std::vector<Bytes> frames = frames_;
  frames[1].resize(memory_.size() + 1);
  ASSERT_TRUE(open(test::build_avi({}, frames)).ok());
  expect_frame(frames[0], 0);
  EXPECT_EQ(next_code(), Code::kTooLarge);
  expect_frame(frames[2], 2);
}

TEST_F(AviSourceTest, RefusesWhatItCannotRead) {
  EXPECT_EQ(source_.open(folder_.path("none.avi").c_str()).code, Code::kNotFound);
  EXPECT_EQ(source_.open(folder_.path().c_str()).code, Code::kUnsupported);
  EXPECT_EQ(open(Bytes(500, 'x')).code, Code::kUnsupported);

  AviParts parts;
  parts.codec = "H264";
  EXPECT_EQ(open(test::build_avi(parts, frames_)).code, Code::kUnsupported);
  parts.codec = "MJPG";
  parts.width = 0;
  EXPECT_EQ(open(test::build_avi(parts, frames_)).code, Code::kCorrupt);

  Bytes two_parts = test::build_avi({}, frames_);
  test::append(two_parts, test::list("RIFF", "AVIX", {}));
  EXPECT_EQ(open(two_parts).code, Code::kUnsupported);
}

TEST_F(AviSourceTest, DescribesRawFrames) {
  AviParts parts;
  parts.width = 6;
  parts.height = 4;
  const struct {
    std::string_view codec;
    PixelFormat format;
    std::size_t bytes;
    std::array<std::ptrdiff_t, 3> planes;
    std::array<std::int32_t, 3> strides;
  } kCases[] = {
      {"YUY2", PixelFormat::kYuyv, 48, {0}, {12}},
      {"GREY", PixelFormat::kGrey8, 24, {0}, {6}},
      {"NV12", PixelFormat::kNv12, 36, {0, 24}, {6, 6}},
      {"I420", PixelFormat::kYu12, 36, {0, 24, 30}, {6, 3, 3}},
      {"YV12", PixelFormat::kYu12, 36, {0, 30, 24}, {6, 3, 3}},
  };
  for (const auto& each : kCases) {
    SCOPED_TRACE(each.codec);
    parts.codec = each.codec;
    Bytes picture(each.bytes);
    for (std::size_t i = 0; i < picture.size(); ++i) picture[i] = static_cast<std::uint8_t>(i);
    Bytes shorter(picture.begin(), picture.end() - 1);
    ASSERT_TRUE(open(test::build_avi(parts, {picture, shorter, picture})).ok());
    ASSERT_TRUE(source_.next(frame_).ok());
    EXPECT_EQ(frame_.encoding, Encoding::kRaw);
    EXPECT_EQ(frame_.raw.format, each.format);
    EXPECT_EQ(frame_.raw.width, 6);
    EXPECT_EQ(frame_.raw.height, 4);
    EXPECT_EQ(frame_.raw.strides, each.strides);
    for (std::size_t plane = 0; plane < 3 && frame_.raw.planes[plane] != nullptr; ++plane) {
      EXPECT_EQ(*frame_.raw.planes[plane], each.planes[plane]);
    }
    EXPECT_EQ(next_code(), Code::kTruncated);
    EXPECT_EQ(next_code(), Code::kOk);
  }
  parts.codec = "YUY2";
  parts.width = 5;
  EXPECT_EQ(open(test::build_avi(parts, {})).code, Code::kUnsupported);
  parts.width = 4000;
  EXPECT_EQ(open(test::build_avi(parts, {})).code, Code::kTooLarge);
}

TEST_F(AviSourceTest, ConvertsWhatTheRuntimeDoesNotRead) {
  AviParts parts;
  parts.width = 16;
  parts.height = 16;
  const struct {
    std::string_view codec;
    Bytes unit;  // repeated over the picture
    std::size_t bytes;
  } kGrey[] = {
      {"UYVY", {128, 125, 128, 125}, 512},
      {"YVYU", {125, 128, 125, 128}, 512},
      {"BA81", {125}, 256},
      {"GBRG", {125}, 256},
      {"GRBG", {125}, 256},
      {"RGGB", {125}, 256},
  };
  for (const auto& each : kGrey) {
    SCOPED_TRACE(each.codec);
    parts.codec = each.codec;
    Bytes picture;
    while (picture.size() < each.bytes) test::append(picture, each.unit);
    ASSERT_TRUE(open(test::build_avi(parts, {picture})).ok());
    ASSERT_TRUE(source_.next(frame_).ok());
    ASSERT_EQ(frame_.raw.format, PixelFormat::kRgb24);
    EXPECT_EQ(frame_.raw.strides[0], 48);
    for (int i = 0; i < 16 * 16 * 3; ++i) {
      ASSERT_NEAR(frame_.raw.planes[0][i], 127, 3) << i;
    }
  }

  // Red is red and not blue.
  parts.codec = "UYVY";
  Bytes red;
  while (red.size() < 512) test::append(red, Bytes{90, 82, 240, 82});
  ASSERT_TRUE(open(test::build_avi(parts, {red})).ok());
  ASSERT_TRUE(source_.next(frame_).ok());
  EXPECT_GT(frame_.raw.planes[0][0], 200);
  EXPECT_LT(frame_.raw.planes[0][2], 50);
}

}  // namespace
}  // namespace ocellus::capture
