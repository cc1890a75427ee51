#include "apps/recovery/installer.hpp"

#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace ocellus::recovery {
namespace {

// In the program's place a script that says what it was told.
class InstallerTest : public testing::Test {
 protected:
  InstallerTest() : program_(testing::TempDir() + "installer_test." + std::to_string(getpid())) {
    std::string_view("/dev/mmcblk9p4").copy(disk_.data.data(), disk_.data.size() - 1);
    disk_.running = slots::Slot::kB;
  }
  ~InstallerTest() override { std::filesystem::remove(program_); }

  void program_does(const std::string& script) {
    std::ofstream(program_) << "#!/bin/sh\n" << script << "\n";
    std::filesystem::permissions(program_, std::filesystem::perms::owner_all);
  }

  // All that it says, until it ends; -1 where nothing was started.
  int run(Installer& installer) {
    installer.look(Time());
    if (!installer.busy()) return -1;
    for (;;) {
      pollfd ready = {installer.descriptor(), POLLIN, 0};
      poll(&ready, 1, 100);
      const auto exit = installer.take_end(Time());
      while (const auto line = installer.hear()) heard_.emplace_back(line->data());
      if (exit) return *exit;
    }
  }

  std::string program_;
  Disk disk_;
  std::vector<std::string> heard_;
};

TEST_F(InstallerTest, HasTheProgramLookAtTheBootPartitionOnceAndAgainWhenAsked) {
  program_does("echo \"$@\"; exit 4");
  Installer installer(disk_, program_.c_str());
  EXPECT_EQ(run(installer), 4);
  ASSERT_EQ(heard_.size(), 1u);
  EXPECT_EQ(heard_[0],
            "take /boot/update.bundle --running B --slot /dev/mmcblk9p2 --state /dev/mmcblk9p4 "
            "--again yes");
  // What this machine has of disks is foreign to that board.
  while (run(installer) >= 0) continue;
  heard_.clear();
  installer.forget();
  EXPECT_EQ(run(installer), 4);
  EXPECT_NE(heard_.at(0).find("/boot/update.bundle"), std::string::npos);
}

TEST_F(InstallerTest, HearsLinesOfEveryLengthFromBothStreams) {
  program_does("echo one; echo two >&2; head -c 2000 /dev/zero | tr '\\0' x; echo; printf end");
  Installer installer(disk_, program_.c_str());
  EXPECT_EQ(run(installer), 0);
  ASSERT_GE(heard_.size(), 4u);
  EXPECT_EQ(heard_[0], "one");
  EXPECT_EQ(heard_[1], "two");
  EXPECT_EQ(heard_[2], std::string(sizeof(Installer::Line) - 1, 'x'));
  EXPECT_EQ(heard_.back(), "end");
}

TEST_F(InstallerTest, AProgramThatCrashesOrIsMissingHasFailed) {
  program_does("kill -SEGV $$");
  Installer crashes(disk_, program_.c_str());
  EXPECT_EQ(run(crashes), 1);
  Installer missing(disk_, "/nowhere/update");
  EXPECT_EQ(run(missing), 1);
  ASSERT_FALSE(heard_.empty());
  EXPECT_NE(heard_.back().find("no /bin/update"), std::string::npos);
}

TEST_F(InstallerTest, AProgramThatDoesNotEndIsKilled) {
  program_does("exec sleep 1000");
  Installer installer(disk_, program_.c_str());
  installer.look(Time());
  ASSERT_TRUE(installer.busy());
  EXPECT_FALSE(installer.take_end(Time() + Installer::kLimit).has_value());
  std::optional<int> exit;
  while (!exit) exit = installer.take_end(Time() + Installer::kLimit + std::chrono::seconds(1));
  EXPECT_EQ(*exit, 1);
}

}  // namespace
}  // namespace ocellus::recovery
