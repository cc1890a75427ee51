#include "tools/ocellus/emulate/child_process.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <vector>

namespace ocellus::tools {
namespace {

using namespace std::chrono_literals;
using Transfer = ChildProcess::Transfer;

std::vector<std::byte> numbered(std::size_t size) {
  std::vector<std::byte> bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::byte>(i * 7);
  return bytes;
}

Result<ChildProcess> start(const std::string& script) {
  const std::vector<std::string> words = {"sh", "-c", script};
  return ChildProcess::start(words);
}

TEST(ChildProcess, CarriesMoreThanAPipeHolds) {
  Result<ChildProcess> child = start("cat >/dev/null");
  ASSERT_TRUE(child.ok());
  const auto sent = numbered(300000);
  EXPECT_EQ(child.value().write(sent, 10s), Transfer::kDone);
  child = start("head -c 300000 /dev/zero");
  ASSERT_TRUE(child.ok());
  std::vector<std::byte> got(300000, std::byte{1});
  EXPECT_EQ(child.value().read(got, 10s), Transfer::kDone);
  EXPECT_TRUE(std::ranges::all_of(got, [](std::byte b) { return b == std::byte{0}; }));
}

TEST(ChildProcess, GivesBackWhatItTook) {
  Result<ChildProcess> child = start("cat");
  ASSERT_TRUE(child.ok());
  const auto sent = numbered(4000);
  ASSERT_EQ(child.value().write(sent, 10s), Transfer::kDone);
  std::vector<std::byte> got(sent.size());
  ASSERT_EQ(child.value().read(got, 10s), Transfer::kDone);
  EXPECT_EQ(got, sent);
}

TEST(ChildProcess, NoticesThatNothingMoves) {
  Result<ChildProcess> child = start("sleep 60");
  ASSERT_TRUE(child.ok());
  std::array<std::byte, 4> got = {};
  EXPECT_EQ(child.value().read(got, 20ms), Transfer::kTimedOut);
  EXPECT_EQ(child.value().write(numbered(1 << 20), 20ms), Transfer::kTimedOut);
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(child.value().end(), "");
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 10s);
}

TEST(ChildProcess, TellsWhatAChildSaidThatEnded) {
  Result<ChildProcess> child = start("printf abc; echo broken >&2; exit 3");
  ASSERT_TRUE(child.ok());
  std::array<std::byte, 4> got = {};
  EXPECT_EQ(child.value().read(got, 10s), Transfer::kEnded);  // three of four
  EXPECT_EQ(child.value().write(numbered(1 << 20), 10s), Transfer::kEnded);
  EXPECT_EQ(child.value().end(), "broken\n");
  EXPECT_EQ(child.value().end(), "");
}

TEST(ChildProcess, SaysThatAProgramIsMissing) {
  const std::vector<std::string> words = {"there-is-no-such-program"};
  const Result<ChildProcess> child = ChildProcess::start(words);
  ASSERT_FALSE(child.ok());
  EXPECT_EQ(child.failure().line(),
            "there-is-no-such-program: cannot be started: No such file or directory");
}

}  // namespace
}  // namespace ocellus::tools
