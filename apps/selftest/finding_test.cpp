#include "apps/selftest/finding.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "apps/selftest/journal_line.hpp"
#include "apps/selftest/tap.hpp"

namespace ocellus::selftest {
namespace {

using std::chrono::milliseconds;

Finding heat(std::int64_t value) {
  return Finding::measured("temperature",
                           {.value = value, .most = 800, .unit = "degrees", .decimals = 1},
                           "Let air to it.");
}

std::string tap_of(const Finding& finding, Detail detail) {
  std::array<char, kTapRoom> room;
  return std::string(tap(finding, 3, detail, room));
}

std::string line_of(const Finding& finding) {
  std::array<char, kLineRoom> room;
  return std::string(journal_line(finding, milliseconds(3207), room));
}

TEST(Finding, TheLimitsDecide) {
  EXPECT_EQ(heat(800).verdict(), Verdict::kPassed);
  EXPECT_EQ(heat(801).verdict(), Verdict::kFailed);
  const auto between = [](std::int64_t value) {
    return Quantity{.value = value, .least = 2, .most = 4}.within();
  };
  EXPECT_FALSE(between(1));
  EXPECT_TRUE(between(2));
  EXPECT_TRUE(between(4));
  EXPECT_FALSE(between(5));
  EXPECT_FALSE(Quantity{.value = 1}.within());  // without a limit nothing was tested
  EXPECT_EQ(Finding::compared("a", "1a", "1a", "x").verdict(), Verdict::kPassed);
  EXPECT_EQ(Finding::compared("a", "1a", "1b", "x").verdict(), Verdict::kFailed);
  const std::string same(200, 'a');  // as far as there is room for it
  EXPECT_EQ(Finding::compared("a", same.c_str(), (same + "b").c_str(), "x").verdict(),
            Verdict::kFailed);
  EXPECT_EQ(Finding::not_tested("a", "x").verdict(), Verdict::kNotTested);
  EXPECT_EQ(Finding().verdict(), Verdict::kNotTested);
}

TEST(Finding, NothingIsToBeDoneAboutWhatPassed) {
  EXPECT_EQ(heat(700).sentence(), "");
  EXPECT_EQ(heat(900).sentence(), "Let air to it.");
}

TEST(Findings, AreSoundWhenSomethingWasTestedAndNothingFailed) {
  Findings findings;
  EXPECT_EQ(findings.exit_status(), 1);
  findings.add(Finding::not_tested("camera", "There is none."));
  EXPECT_EQ(findings.exit_status(), 1);
  findings.add(heat(700));
  EXPECT_EQ(findings.exit_status(), 0);
  Findings full = findings;
  findings.add(heat(900));
  EXPECT_EQ(findings.exit_status(), 1);
  EXPECT_EQ(findings.count(Verdict::kNotTested), 1U);

  while (full.lost() == 0) full.add(heat(700));
  EXPECT_EQ(full.all().size(), Findings::kMost);
  EXPECT_EQ(full.exit_status(), 1);
}

TEST(Tap, APassedTestIsALineAndOnRequestItsValue) {
  EXPECT_EQ(tap_of(heat(725), Detail::kOfFailed), "ok 3 - temperature\n");
  EXPECT_EQ(tap_of(heat(725), Detail::kOfAll),
            "ok 3 - temperature\n  ---\n  value: 72.5\n  most: 80.0\n  unit: \"degrees\"\n  ...\n");
}

TEST(Tap, AFailedTestSaysWhatToDo) {
  EXPECT_EQ(
      tap_of(Finding::compared("weights of x", "1a\"", "1b", "Install again."), Detail::kOfFailed),
      "not ok 3 - weights of x\n  ---\n  value: \"1a\\\"\"\n  limit: \"1b\"\n"
      "  do: \"Install again.\"\n  ...\n");
}

TEST(Tap, WhatWasNotTestedIsSkippedForAReason) {
  EXPECT_EQ(tap_of(Finding::not_tested("line #4\\", "No # wire."), Detail::kOfAll),
            "ok 3 - line \\#4\\\\ # SKIP No \\# wire.\n");
}

TEST(Tap, ThePlanCountsWhatWasLost) {
  Findings findings;
  for (std::size_t i = 0; i < Findings::kMost + 2; ++i) findings.add(heat(i == 1 ? 900 : 700));
  std::array<char, kTapRoom> room;
  EXPECT_EQ(tap_end(findings, room), "1..66\n# 63 passed, 1 failed, 0 not tested\n");
}

TEST(Tap, HoldsTheLongestFinding) {
  const std::string breaks(300, '\n');
  const Finding longest = Finding::compared(breaks.c_str(), breaks.c_str(), "", breaks.c_str());
  EXPECT_GT(tap_of(longest, Detail::kOfAll).size(), 2000U);
}

TEST(JournalLine, SaysWhatTapSays) {
  EXPECT_EQ(line_of(heat(725)),
            "{\"time\":3.207,\"notice\":\"selftest\",\"test\":\"temperature\",\"verdict\":"
            "\"passed\",\"value\":72.5,\"most\":80.0,\"unit\":\"degrees\"}\n");
  EXPECT_EQ(line_of(Finding::compared("a", "1", "2", "Do.")),
            "{\"time\":3.207,\"notice\":\"selftest\",\"test\":\"a\",\"verdict\":\"failed\","
            "\"value\":\"1\",\"limit\":\"2\",\"text\":\"Do.\"}\n");
  EXPECT_EQ(line_of(Finding::not_tested("a", "No.")),
            "{\"time\":3.207,\"notice\":\"selftest\",\"test\":\"a\",\"verdict\":\"not tested\","
            "\"text\":\"No.\"}\n");
}

TEST(JournalLine, WhatIsTooLongIsToldWithoutItsWords) {
  const std::string breaks(300, '\n');
  const std::string line =
      line_of(Finding::compared("a", breaks.c_str(), breaks.c_str(), breaks.c_str()));
  EXPECT_EQ(line,
            "{\"time\":3.207,\"notice\":\"selftest\",\"test\":\"a\",\"verdict\":\"failed\"}\n");
}

TEST(JournalLine, OneMoreOverAllOfThem) {
  Findings findings;
  findings.add(heat(700));
  findings.add(Finding::not_tested("a", "No."));
  std::array<char, kLineRoom> room;
  EXPECT_EQ(journal_summary(findings, Form::kQuick, milliseconds(12), room),
            "{\"time\":0.012,\"notice\":\"selftest\",\"form\":\"quick\",\"passed\":1,\"failed\":0,"
            "\"not_tested\":1}\n");
}

}  // namespace
}  // namespace ocellus::selftest
