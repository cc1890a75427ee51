#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "platform/boards.hpp"
#include "tools/ocellus/commands/arguments.hpp"
#include "tools/ocellus/commands/commands.hpp"
#include "tools/ocellus/file.hpp"
#include "tools/ocellus/image/test_folder.hpp"
#include "tools/ocellus/image/test_module.hpp"
#include "tools/ocellus/image/test_program.hpp"

namespace ocellus::tools {
namespace {

// A kernel with the board's modules, programs and settings.
class ImageCommand : public testing::Test {
 protected:
  ImageCommand() {
    folder_.write("kernel/boot/vmlinuz-6.1", std::string(56, 'x') + "ARM\x64rest");
    folder_.write("kernel/lib/modules/6.1/modules.builtin", "");
    for (const platform::KernelModule& module : platform::kVirtLinux.modules) {
      folder_.write("kernel/lib/modules/6.1/" + std::string(module.name) + ".ko",
                    make_module("6.1", ""));
    }
    folder_.write("bin/boot", make_program(EM_AARCH64));
    folder_.write("bin/camera", make_program(EM_AARCH64));
    folder_.write("bin/update", make_program(EM_AARCH64));
    folder_.write("ocellus.ini", "[model]\n");
  }

  // Runs the command; its exit code, with what it printed in out_text and err_text.
  int run(const std::string& output, const std::string& board = "virt",
          const std::string& modules = "", const std::vector<std::string>& more = {}) {
    std::vector<std::string> words = {"--board",    board,
                                      "--kernel",   folder_.path("kernel"),
                                      "--programs", folder_.path("bin"),
                                      "--settings", folder_.path("ocellus.ini"),
                                      "-o",         folder_.path(output)};
    if (!modules.empty()) words.insert(words.end(), {"--modules", modules});
    words.insert(words.end(), more.begin(), more.end());
    std::vector<char*> pointers;
    for (std::string& word : words) pointers.push_back(word.data());
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const int exit = image_command(pointers);
    err_text = testing::internal::GetCapturedStderr();
    out_text = testing::internal::GetCapturedStdout();
    return exit;
  }

  TestFolder folder_;
  std::string out_text, err_text;
};

TEST_F(ImageCommand, SameInputSameBytes) {
  ASSERT_EQ(run("one"), kExitDone) << err_text;
  EXPECT_NE(out_text.find("63 MiB, kernel 6.1, 14 modules, version " OCELLUS_VERSION
                          "\nupdates: none, without --key\nthis kernel sees: USB cameras\n"),
            std::string::npos)
      << out_text;
  ASSERT_EQ(run("other"), kExitDone) << err_text;
  constexpr std::size_t kLimit = std::size_t{64} << 20;
  const bool same = read_file(folder_.path("one"), kLimit).value() ==
                    read_file(folder_.path("other"), kLimit).value();
  EXPECT_TRUE(same);
}

TEST_F(ImageCommand, FurtherModulesComeWithWhatTheyNeed) {
  folder_.write("kernel/lib/modules/6.1/tuner.ko", make_module("6.1", ""));
  folder_.write("kernel/lib/modules/6.1/radio.ko", make_module("6.1", "tuner"));
  folder_.write("kernel/lib/modules/6.1/led.ko", make_module("6.1", ""));
  ASSERT_EQ(run("one", "virt", " radio volume=3 mono=1; led;"), kExitDone) << err_text;
  EXPECT_NE(out_text.find("17 modules"), std::string::npos) << out_text;
  EXPECT_EQ(run("other", "virt", "led; none"), kExitFailed);
  EXPECT_NE(err_text.find("none"), std::string::npos) << err_text;
}

TEST_F(ImageCommand, HasTheOwnersPublicKeyAndNothingElse) {
  const std::string digits(64, '3');
  folder_.write("owner.pub", "ocellus-public-key-1 " + digits + "\n");
  folder_.write("owner.key", "ocellus-secret-key-1 " + digits + "\n");
  EXPECT_EQ(run("one", "virt", "", {"--key", folder_.path("owner.key")}), kExitFailed);
  EXPECT_NE(err_text.find("is a secret key"), std::string::npos) << err_text;
  EXPECT_FALSE(std::filesystem::exists(folder_.path("one")));
  ASSERT_EQ(run("one", "virt", "", {"--key", folder_.path("owner.pub"), "--version", "3.4.5"}),
            kExitDone)
      << err_text;
  EXPECT_NE(out_text.find("version 3.4.5\nupdates: signed with key 3333333333333333...\n"),
            std::string::npos)
      << out_text;
  EXPECT_EQ(run("one", "virt", "", {"--version", "3.4"}), kExitMisused);
}

TEST_F(ImageCommand, WhatIsMissingIsOneLineAndNoImage) {
  std::filesystem::remove(folder_.path("bin/boot"));
  EXPECT_EQ(run("one"), kExitFailed);
  EXPECT_EQ(err_text,
            folder_.path("bin") +
                "/boot: cannot be opened: No such file or directory; run tools/build virt\n");
  folder_.write("bin/boot", make_program(EM_AARCH64));
  std::filesystem::remove_all(folder_.path("kernel/boot"));
  EXPECT_EQ(run("one"), kExitFailed);
  EXPECT_EQ(err_text,
            folder_.path("kernel") + ": has no kernel (boot/vmlinuz-VERSION); fetch one\n");
  EXPECT_FALSE(std::filesystem::exists(folder_.path("one")));
  EXPECT_FALSE(std::filesystem::exists(folder_.path("one.part")));
}

TEST_F(ImageCommand, ABoardWithoutImagesIsMisuse) {
  EXPECT_EQ(run("one", "host"), kExitMisused);
  EXPECT_NE(err_text.find("there are no images for a board 'host'; there are for: virt, "),
            std::string::npos)
      << err_text;
}

}  // namespace
}  // namespace ocellus::tools
