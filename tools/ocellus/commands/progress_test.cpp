#include "tools/ocellus/commands/progress.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <string>

namespace ocellus::tools {
namespace {

using namespace std::chrono_literals;

// What a Progress of 100 steps prints when it is advanced by one step every `period`.
std::string printed(bool terminal, std::chrono::milliseconds period, int steps) {
  std::FILE* const stream = std::tmpfile();
  const Progress::Clock::time_point start{};
  {
    Progress progress("working", 100, stream, terminal, start);
    for (int i = 1; i <= steps; ++i) progress.advance_at(1, start + i * period);
  }
  std::string text(static_cast<std::size_t>(std::ftell(stream)), '\0');
  std::rewind(stream);
  EXPECT_EQ(std::fread(text.data(), 1, text.size(), stream), text.size());
  std::fclose(stream);
  return text;
}

TEST(Progress, ShortWorkPrintsNothing) {
  EXPECT_EQ(printed(false, 19ms, 100), "");
  EXPECT_EQ(printed(true, 19ms, 100), "");
}

TEST(Progress, ALogGetsALineEveryTenSeconds) {
  EXPECT_EQ(printed(false, 1s, 25),
            "working: 2 %, 98 s left\nworking: 12 %, 88 s left\nworking: 22 %, 78 s left\n");
}

TEST(Progress, ATerminalIsRedrawnAndLeftClean) {
  EXPECT_EQ(printed(true, 1s, 3),
            "\rworking [........................]   2 %, 98 s left\x1b[K"
            "\rworking [........................]   3 %, 97 s left\x1b[K"
            "\r\x1b[K");
}

TEST(Progress, StepsBeyondTheTotalStayAtHundred) {
  EXPECT_TRUE(printed(false, 1s, 112)
                  .ends_with("working: 92 %, 8 s left\n"
                             "working: 100 %, 0 s left\n"
                             "working: 100 %, 0 s left\n"));
}

}  // namespace
}  // namespace ocellus::tools
