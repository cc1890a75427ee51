#include "tools/ocellus/file.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

namespace ocellus::tools {
namespace {

class FileTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = std::filesystem::temp_directory_path() / "file_test.XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string path(const char* name) const { return folder_ / name; }

  std::filesystem::path folder_;
  const std::vector<std::byte> bytes_ = std::vector<std::byte>(5000, std::byte{7});
};

TEST_F(FileTest, WhatIsWrittenIsRead) {
  ASSERT_TRUE(write_file(path("a"), bytes_).ok());
  const auto read = read_file(path("a"), 5000);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read.value(), bytes_);
  EXPECT_FALSE(std::filesystem::exists(path("a.part")));
}

TEST_F(FileTest, ReadingRefusesWhatIsNoFile) {
  EXPECT_EQ(read_file(path("none"), 9).failure().line(),
            path("none") + ": cannot be opened: No such file or directory; check the path");
  EXPECT_EQ(read_file(folder_, 9).failure().what, "is not a regular file");
  ASSERT_EQ(mkfifo(path("pipe").c_str(), 0600), 0);
  EXPECT_EQ(read_file(path("pipe"), 9).failure().what, "is not a regular file");
  ASSERT_TRUE(write_file(path("a"), bytes_).ok());
  EXPECT_EQ(read_file(path("a"), 4999).failure().what,
            "has 5000 bytes, more than the 4999 that are accepted");
}

TEST_F(FileTest, WritingNeverReplacesWhatIsNoFile) {
  ASSERT_EQ(mkfifo(path("pipe").c_str(), 0600), 0);
  EXPECT_EQ(write_file(path("pipe"), bytes_).failure().what, "is there and is not a regular file");
  EXPECT_TRUE(std::filesystem::is_fifo(path("pipe")));
  EXPECT_EQ(write_file(folder_, bytes_).failure().what, "is there and is not a regular file");
  EXPECT_FALSE(write_file(path("none/a"), bytes_).ok());
}

// A limit on file size stands in for a full disk: the write stops short, then fails.
TEST_F(FileTest, AWriteThatFailsLeavesTheOldFileAndNoPart) {
  ASSERT_TRUE(write_file(path("a"), bytes_).ok());
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    signal(SIGXFSZ, SIG_IGN);
    const rlimit limit = {6000, 6000};
    setrlimit(RLIMIT_FSIZE, &limit);
    const auto written = write_file(path("a"), std::vector<std::byte>(9000));
    _exit(written.ok() ? 1 : 0);
  }
  int state = 0;
  ASSERT_EQ(waitpid(child, &state, 0), child);
  EXPECT_EQ(state, 0);
  EXPECT_EQ(read_file(path("a"), 9000).value(), bytes_);
  EXPECT_FALSE(std::filesystem::exists(path("a.part")));
}

}  // namespace
}  // namespace ocellus::tools
