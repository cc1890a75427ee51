#include "drivers/capture/avi_writer.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>

#include <algorithm>

#include "drivers/capture/avi_source.hpp"
#include "drivers/capture/test_files.hpp"

namespace ocellus::capture {
namespace {

class AviWriterTest : public testing::Test {
 protected:
  bool exists(std::string_view name) const { return std::filesystem::exists(folder_.path(name)); }

  test::TemporaryFolder folder_;
  std::array<AviWriter::IndexEntry, 8> index_;
  AviWriter writer_{index_};
  const std::vector<test::Bytes> frames_ = test::frames_like_jpeg(8);
};

TEST_F(AviWriterTest, WhatIsWrittenIsReadBack) {
  ASSERT_TRUE(writer_.open(folder_.path("v.avi").c_str(), 640, 480, 12.5).ok());
  for (const test::Bytes& frame : frames_) ASSERT_TRUE(writer_.add(frame).ok());
  EXPECT_EQ(writer_.frame_count(), 8u);
  EXPECT_TRUE(exists("v.avi.part"));
  EXPECT_FALSE(exists("v.avi"));
  ASSERT_TRUE(writer_.finish().ok());
  EXPECT_FALSE(exists("v.avi.part"));
  EXPECT_NE(writer_.add(frames_[0]).code, Code::kOk);

  // With and without its index.
  test::Bytes file = test::read_all(folder_.path("v.avi"));
  for (const bool indexed : {true, false}) {
    if (!indexed) {
      const std::string_view name = "idx1";
      std::copy_n("JUNK", 4, std::search(file.begin(), file.end(), name.begin(), name.end()));
    }
    std::vector<std::uint8_t> memory(4096);
    AviSource source(memory);
    ASSERT_TRUE(source.open(folder_.write("copy.avi", file).c_str()).ok());
    EXPECT_EQ(source.frame_count(), 8u);
    EXPECT_EQ(source.nominal_rate(), 12.5);
    Frame frame;
    for (const test::Bytes& expected : frames_) {
      ASSERT_TRUE(source.next(frame).ok());
      EXPECT_TRUE(std::ranges::equal(frame.bytes, expected));
    }
    EXPECT_EQ(source.next(frame).code, Code::kEndOfStream);
  }
}

// The numbers that players go by, at the offsets the format gives them.
TEST_F(AviWriterTest, HeadersAgreeWithTheFile) {
  ASSERT_TRUE(writer_.open(folder_.path("v.avi").c_str(), 640, 480, 12.5).ok());
  for (const test::Bytes& frame : frames_) ASSERT_TRUE(writer_.add(frame).ok());
  ASSERT_TRUE(writer_.finish().ok());
  const test::Bytes file = test::read_all(folder_.path("v.avi"));
  const auto word = [&](std::size_t at) { return load_le32(std::span(file).subspan(at)); };
  EXPECT_EQ(word(4), file.size() - 8);
  EXPECT_EQ(word(32), 80000u);  // avih: microseconds per frame
  EXPECT_EQ(word(48), 8u);      // frames
  EXPECT_EQ(word(60), 149u);    // the largest frame
  EXPECT_EQ(word(64), 640u);
  EXPECT_EQ(word(68), 480u);
  EXPECT_EQ(word(140), 8u);   // strh: length
  EXPECT_EQ(word(16), 192u);  // LIST hdrl
  const std::size_t movi = 12 + 8 + 192;
  EXPECT_EQ(load_four_cc(std::span(file).subspan(movi)), four_cc("LIST"));
  const std::size_t index = movi + 8 + word(movi + 4);
  EXPECT_EQ(load_four_cc(std::span(file).subspan(index)), four_cc("idx1"));
  EXPECT_EQ(index + 8 + word(index + 4), file.size());
  for (std::size_t i = 0; i < 8; ++i) {
    const std::size_t entry = index + 8 + 16 * i;
    const std::size_t frame = movi + 8 + word(entry + 8);  // counted from the word "movi"
    EXPECT_EQ(load_four_cc(std::span(file).subspan(frame)), four_cc("00dc"));
    EXPECT_EQ(word(frame + 4), frames_[i].size());
    EXPECT_EQ(word(entry + 12), frames_[i].size());
  }
}

TEST_F(AviWriterTest, StopsWhenTheIndexIsFull) {
  ASSERT_TRUE(writer_.open(folder_.path("v.avi").c_str(), 640, 480, 25).ok());
  for (const test::Bytes& frame : frames_) ASSERT_TRUE(writer_.add(frame).ok());
  EXPECT_EQ(writer_.add(frames_[0]).code, Code::kTooLarge);
  EXPECT_TRUE(writer_.finish().ok());
  EXPECT_TRUE(exists("v.avi"));
}

TEST_F(AviWriterTest, LeavesNothingBehind) {
  EXPECT_EQ(writer_.open(folder_.path("none/v.avi").c_str(), 640, 480, 25).code, Code::kNotFound);
  EXPECT_EQ(writer_.open(folder_.path("v.avi").c_str(), 0, 480, 25).code, Code::kUnsupported);
  {
    AviWriter unfinished(index_);
    ASSERT_TRUE(unfinished.open(folder_.path("v.avi").c_str(), 640, 480, 25).ok());
    ASSERT_TRUE(unfinished.add(frames_[0]).ok());
  }
  ASSERT_TRUE(writer_.open(folder_.path("w.avi").c_str(), 640, 480, 25).ok());
  EXPECT_EQ(writer_.finish().code, Code::kTruncated);
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

// A limit on the file's size stands in for a full disk: the write fails half-way.
TEST_F(AviWriterTest, AFullDiskLeavesNothingBehind) {
  signal(SIGXFSZ, SIG_IGN);
  rlimit before = {};
  getrlimit(RLIMIT_FSIZE, &before);
  const rlimit limit = {600, before.rlim_max};
  ASSERT_TRUE(writer_.open(folder_.path("v.avi").c_str(), 640, 480, 25).ok());
  setrlimit(RLIMIT_FSIZE, &limit);
  Status status = Status::success();
  std::size_t added = 0;
  for (; status.ok() && added < frames_.size(); ++added) status = writer_.add(frames_[added]);
  const Status finished = writer_.finish();
  setrlimit(RLIMIT_FSIZE, &before);
  EXPECT_LT(added, frames_.size());
  EXPECT_EQ(status.code, Code::kNoSpace);
  EXPECT_EQ(finished.code, Code::kNoSpace);
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

}  // namespace
}  // namespace ocellus::capture
