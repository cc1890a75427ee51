// keygen, bundle and verify as people call them.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>
#include <vector>

#include "platform/boards.hpp"
#include "tools/ocellus/commands/arguments.hpp"
#include "tools/ocellus/commands/commands.hpp"
#include "tools/ocellus/file.hpp"
#include "tools/ocellus/image/disk_image.hpp"
#include "tools/ocellus/image/test_folder.hpp"

namespace ocellus::tools {
namespace {

class BundleCommands : public testing::Test {
 protected:
  BundleCommands() {
    write_image("one.img", "1.2.0");
    EXPECT_EQ(run(keygen_command, {path("owner")}), kExitDone) << err;
  }

  std::string path(const std::string& name) const { return folder_.path(name); }

  void write_image(const std::string& name, const std::string& version) const {
    const std::string_view text = "bytes";
    const auto bytes = std::as_bytes(std::span(text));
    platform::LinuxBoard small = platform::kVirtLinux;
    small.partitions = {.boot_mib = 3, .slot_mib = 3, .data_mib = 4};
    const auto disk = make_disk_image(small, {.boot = {},
                                              .slot = {{"kernel", {bytes.begin(), bytes.end()}}},
                                              .modules = {},
                                              .files = {},
                                              .settings = {},
                                              .version = version});
    ASSERT_TRUE(disk.ok());
    folder_.write(name, disk.value());
  }

  int run(int (*command)(std::span<char* const>), std::vector<std::string> words) {
    std::vector<char*> pointers;
    for (std::string& word : words) pointers.push_back(word.data());
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const int exit = command(pointers);
    err = testing::internal::GetCapturedStderr();
    out = testing::internal::GetCapturedStdout();
    return exit;
  }
  int make(const std::string& output, std::vector<std::string> more = {}) {
    std::vector<std::string> words = {path("one.img"), "--key", path("owner.key"), "-o",
                                      path(output)};
    words.insert(words.end(), more.begin(), more.end());
    return run(bundle_command, words);
  }
  int verify(const std::string& file, std::vector<std::string> more = {}) {
    std::vector<std::string> words = {path(file), "--key", path("owner.pub")};
    words.insert(words.end(), more.begin(), more.end());
    return run(verify_command, words);
  }
  // One line, which names the file and has this in it.
  void expect_refusal(const std::string& file, const std::string& what) const {
    EXPECT_TRUE(err.starts_with(path(file) + ": ")) << err;
    EXPECT_NE(err.find(what), std::string::npos) << err;
    EXPECT_EQ(std::count(err.begin(), err.end(), '\n'), 1) << err;
    EXPECT_EQ(out, "");
  }

  TestFolder folder_;
  std::string out, err;
};

TEST_F(BundleCommands, TheSecretIsNeverPrinted) {
  const std::string secret = read_text(path("owner.key"), 4096).value();
  const std::string digits = secret.substr(secret.find(' ') + 1, 64);
  std::string all = out + err;  // keygen's
  EXPECT_NE(all.find("owner.key"), std::string::npos);
  make("one.bundle");
  all += out + err;
  verify("one.bundle");
  all += out + err;
  run(verify_command, {path("one.bundle"), "--key", path("owner.key")});
  all += out + err;
  run(bundle_command, {path("owner.key"), "--key", path("owner.key"), "-o", path("x")});
  all += out + err;
  EXPECT_EQ(all.find(digits.substr(0, 16)), std::string::npos);
}

TEST_F(BundleCommands, WhatIsMadeIsVerified) {
  ASSERT_EQ(make("one.bundle"), kExitDone) << err;
  EXPECT_NE(out.find("virt 1.2.0, replaces older versions; "), std::string::npos) << out;
  ASSERT_EQ(verify("one.bundle"), kExitDone) << err;
  EXPECT_NE(out.find("one.bundle: whole, and signed with key "), std::string::npos) << out;
  EXPECT_EQ(verify("one.bundle", {"--board", "virt", "--running", "1.1.0"}), kExitDone) << err;
}

TEST_F(BundleCommands, SameInputSameBytes) {
  ASSERT_EQ(make("one.bundle"), kExitDone) << err;
  ASSERT_EQ(make("other.bundle"), kExitDone) << err;
  constexpr std::size_t kLimit = std::size_t{64} << 20;
  EXPECT_TRUE(read_file(path("one.bundle"), kLimit).value() ==
              read_file(path("other.bundle"), kLimit).value());
}

TEST_F(BundleCommands, VerifySaysWhatADeviceWould) {
  ASSERT_EQ(make("one.bundle", {"--replaces-from", "1.1.0"}), kExitDone) << err;
  EXPECT_EQ(verify("one.bundle", {"--board", "rpi4"}), kExitFailed);
  expect_refusal("one.bundle", "is for another board (virt 1.2.0");
  EXPECT_EQ(verify("one.bundle", {"--running", "1.3.0"}), kExitFailed);
  expect_refusal("one.bundle", "is older than what runs");
  EXPECT_EQ(verify("one.bundle", {"--running", "1.2.0"}), kExitFailed);
  expect_refusal("one.bundle", "holds the version that runs");
  EXPECT_EQ(verify("one.bundle", {"--running", "1.0.9"}), kExitFailed);
  expect_refusal("one.bundle", "is too new to replace what runs");
  EXPECT_EQ(verify("one.bundle", {"--running", "1.1.0"}), kExitDone) << err;
  ASSERT_EQ(make("back.bundle", {"--downgrade", "--replaces-from", "1.4.0"}), kExitDone) << err;
  EXPECT_EQ(verify("back.bundle"), kExitDone) << err;
  EXPECT_EQ(verify("back.bundle", {"--running", "1.5.0"}), kExitDone) << err;
}

TEST_F(BundleCommands, BadBundlesAreOneLineEach) {
  ASSERT_EQ(make("one.bundle"), kExitDone) << err;
  std::vector<std::byte> bytes = read_file(path("one.bundle"), 1 << 26).value();
  const std::span whole(bytes);
  folder_.write("cut", whole.first(bytes.size() - 1));
  EXPECT_EQ(verify("cut"), kExitFailed);
  expect_refusal("cut", "is cut off at byte " + std::to_string(bytes.size() - 1));
  folder_.write("short", whole.first(511));
  EXPECT_EQ(verify("short"), kExitFailed);
  expect_refusal("short", "ends within its header at byte 511");
  for (std::size_t at = 0; at < bytes.size(); at += 4096) {
    bytes[at] ^= std::byte{1};
    folder_.write("flipped", bytes);
    EXPECT_EQ(verify("flipped"), kExitFailed);
    expect_refusal("flipped", at == 0 ? "is no bundle" : "is damaged");
    bytes[at] ^= std::byte{1};
  }
  bytes.push_back(std::byte{});
  folder_.write("long", bytes);
  EXPECT_EQ(verify("long"), kExitFailed);
  expect_refusal("long", "goes on behind its end");
  EXPECT_EQ(verify("one.img"), kExitFailed);
  expect_refusal("one.img", "is no bundle");
  EXPECT_EQ(verify("none"), kExitFailed);
  expect_refusal("none", "cannot be opened: No such file or directory");
  ASSERT_EQ(run(keygen_command, {path("other")}), kExitDone);
  EXPECT_EQ(run(verify_command, {path("one.bundle"), "--key", path("other.pub")}), kExitFailed);
  expect_refusal("one.bundle", "is signed with another key (");
}

TEST_F(BundleCommands, WhatCannotBeDoneLeavesNothing) {
  EXPECT_EQ(run(keygen_command, {path("owner")}), kExitFailed);
  expect_refusal("owner.key", "is there already");
  EXPECT_EQ(chmod(path("owner.key").c_str(), 0644), 0);
  EXPECT_EQ(make("one.bundle"), kExitFailed);
  expect_refusal("owner.key", "can be read by others than its owner; chmod 600 ");
  EXPECT_EQ(chmod(path("owner.key").c_str(), 0600), 0);
  EXPECT_EQ(run(bundle_command,
                {path("owner.pub"), "--key", path("owner.key"), "-o", path("one.bundle")}),
            kExitFailed);
  expect_refusal("owner.pub", "is no disk image");
  EXPECT_FALSE(std::filesystem::exists(path("one.bundle")));
  EXPECT_FALSE(std::filesystem::exists(path("one.bundle.part")));
}

TEST_F(BundleCommands, MisuseIsTold) {
  EXPECT_EQ(make("x", {"--replaces-from", "1.2"}), kExitMisused);
  EXPECT_EQ(verify("x", {"--running", "new"}), kExitMisused);
  EXPECT_EQ(run(keygen_command, {}), kExitMisused);
  EXPECT_EQ(run(bundle_command, {path("one.img"), "-o", path("x")}), kExitMisused);
  EXPECT_EQ(run(verify_command, {"--help"}), kExitDone);
  EXPECT_NE(out.find("ocellus verify build/virt.bundle"), std::string::npos) << out;
}

}  // namespace
}  // namespace ocellus::tools
