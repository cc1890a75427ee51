#include "drivers/capture/folder_source.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "drivers/capture/fake_source.hpp"
#include "drivers/capture/open_source.hpp"
#include "drivers/capture/test_files.hpp"

namespace ocellus::capture {
namespace {

using test::Bytes;

const Bytes kJpeg = {0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3};
const Bytes kPng = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n', 4, 5};

class FolderSourceTest : public testing::Test {
 protected:
  test::TemporaryFolder folder_;
  std::vector<std::uint8_t> memory_ = std::vector<std::uint8_t>(4096);
  FolderSource source_{memory_, 10.0};
  Frame frame_;
};

TEST_F(FolderSourceTest, DeliversPicturesByName) {
  folder_.write("b.JPG", kJpeg);
  folder_.write("a.png", kPng);
  folder_.write("c.jpeg", kJpeg);
  folder_.write("notes.txt", kJpeg);
  folder_.write(".hidden.jpg", kJpeg);
  ASSERT_TRUE(source_.open(folder_.path().c_str()).ok());
  EXPECT_EQ(source_.frame_count(), 3u);
  EXPECT_EQ(source_.nominal_rate(), 10.0);
  const struct {
    std::string_view name;
    Encoding encoding;
  } kExpected[] = {
      {"a.png", Encoding::kPng}, {"b.JPG", Encoding::kJpeg}, {"c.jpeg", Encoding::kJpeg}};
  for (std::uint64_t i = 0; i < 3; ++i) {
    ASSERT_TRUE(source_.next(frame_).ok());
    EXPECT_EQ(frame_.index, i);
    EXPECT_EQ(frame_.time, Microseconds(100000 * i));
    EXPECT_EQ(frame_.name, kExpected[i].name);
    EXPECT_EQ(frame_.encoding, kExpected[i].encoding);
    EXPECT_TRUE(std::ranges::equal(frame_.bytes, i == 0 ? kPng : kJpeg));
  }
  EXPECT_EQ(source_.next(frame_).code, Code::kEndOfStream);
  EXPECT_EQ(source_.next(frame_).code, Code::kEndOfStream);
}

TEST_F(FolderSourceTest, GoesOnAfterABadFile) {
  folder_.write("1.jpg", {});
  folder_.write("2.jpg", Bytes(50, 'x'));
  folder_.write("3.jpg", Bytes(memory_.size(), 0xFF));
  folder_.write("4.jpg", kJpeg);
  folder_.write("5.jpg", kJpeg);
  std::filesystem::create_directory(folder_.path("6.jpg"));
  ASSERT_TRUE(source_.open(folder_.path().c_str()).ok());
  std::filesystem::remove(folder_.path("4.jpg"));
  for (const Code code : {Code::kTruncated, Code::kCorrupt, Code::kTooLarge, Code::kCorrupt,
                          Code::kOk, Code::kCorrupt, Code::kEndOfStream}) {
    EXPECT_EQ(source_.next(frame_).code, code) << frame_.name;
  }
}

TEST_F(FolderSourceTest, TellsBadFolders) {
  EXPECT_EQ(source_.open(folder_.path("none").c_str()).code, Code::kNotFound);
  EXPECT_EQ(source_.open(folder_.path().c_str()).code, Code::kNotFound);
  for (int i = 0; i < 200; ++i) folder_.write(std::to_string(i) + ".jpg", kJpeg);
  EXPECT_EQ(source_.open(folder_.path().c_str()).code, Code::kTooLarge);
}

TEST(OpenSource, ChoosesByWhatThePathIs) {
  test::TemporaryFolder folder;
  std::vector<std::uint8_t> memory(4096);
  SourceRoom room;
  Source* source = nullptr;
  Frame frame;
  const OpenOptions options = {memory, 2.0};

  const std::string avi = folder.write("v", test::build_avi({}, test::frames_like_jpeg(3)));
  ASSERT_TRUE(open_source(avi.c_str(), options, room, source).ok());
  EXPECT_EQ(source->frame_count(), 3u);
  ASSERT_TRUE(source->next(frame).ok());

  const std::string picture = folder.write("picture.jpg", kJpeg);
  ASSERT_TRUE(open_source(picture.c_str(), options, room, source).ok());
  EXPECT_EQ(source->frame_count(), 1u);
  ASSERT_TRUE(source->next(frame).ok());
  EXPECT_EQ(frame.name, picture);

  ASSERT_TRUE(open_source(folder.path().c_str(), options, room, source).ok());
  EXPECT_EQ(source->nominal_rate(), 2.0);

  EXPECT_EQ(open_source(folder.path("none").c_str(), options, room, source).code, Code::kNotFound);
  EXPECT_EQ(source, nullptr);
  const std::string text = folder.write("text", Bytes(5, 'x'));
  EXPECT_EQ(open_source(text.c_str(), options, room, source).code, Code::kUnsupported);
  EXPECT_EQ(open_source("/dev/null", options, room, source).code, Code::kUnsupported);
}

TEST(FakeSource, PlaysItsScript) {
  const FakeSource::Step script[] = {
      {.bytes = kJpeg},
      {.status = Status::failure(Code::kCorrupt, "as scripted", 7)},
      {.bytes = kJpeg},
  };
  FakeSource source(script, 4.0);
  Frame frame;
  EXPECT_TRUE(source.next(frame).ok());
  EXPECT_EQ(source.next(frame).at, 7u);
  EXPECT_TRUE(source.next(frame).ok());
  EXPECT_EQ(frame.time, Microseconds(500000));
  EXPECT_EQ(source.next(frame).code, Code::kEndOfStream);
}

}  // namespace
}  // namespace ocellus::capture
