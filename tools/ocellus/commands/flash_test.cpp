#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "tools/ocellus/commands/arguments.hpp"
#include "tools/ocellus/commands/commands.hpp"
#include "tools/ocellus/file.hpp"
#include "tools/ocellus/flash/test_image.hpp"
#include "tools/ocellus/image/test_folder.hpp"

namespace ocellus::tools {
namespace {

class FlashCommand : public testing::Test {
 protected:
  int run(std::vector<std::string> words) {
    std::vector<char*> pointers;
    for (std::string& word : words) pointers.push_back(word.data());
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const int exit = flash_command(pointers);
    err_text = testing::internal::GetCapturedStderr();
    out_text = testing::internal::GetCapturedStdout();
    return exit;
  }

  TestFolder folder_;
  std::string out_text, err_text;
};

TEST_F(FlashCommand, WritesToAFileWhenForced) {
  const std::vector<std::byte> image = test_image();
  folder_.write("image", image);
  folder_.write("card", "old");
  EXPECT_EQ(run({folder_.path("image"), folder_.path("card")}), kExitFailed);
  EXPECT_NE(err_text.find("is a file and no disk; write to it all the same with --force\n"),
            std::string::npos)
      << err_text;
  ASSERT_EQ(run({folder_.path("image"), folder_.path("card"), "--force"}), kExitDone) << err_text;
  EXPECT_NE(out_text.find("read back and compared, 3 MiB"), std::string::npos) << out_text;
  EXPECT_TRUE(read_file(folder_.path("card"), image.size()).value() == image);
}

TEST_F(FlashCommand, RefusesOtherFilesAndDevices) {
  folder_.write("image", test_image());
  folder_.write("other", std::string(1 << 20, 'x'));
  EXPECT_EQ(run({folder_.path("other"), folder_.path("image"), "--force"}), kExitFailed);
  EXPECT_EQ(err_text,
            folder_.path("other") + ": is no image of ocellus; make one with ocellus image\n");
  EXPECT_EQ(run({folder_.path("image"), "/dev/null", "--force"}), kExitFailed);
  EXPECT_EQ(err_text, "/dev/null: is neither a disk nor a file; lsblk shows the disks there are\n");
  EXPECT_EQ(run({folder_.path("image"), folder_.path("none")}), kExitFailed);
  EXPECT_EQ(run({folder_.path("image")}), kExitMisused);
}

}  // namespace
}  // namespace ocellus::tools
