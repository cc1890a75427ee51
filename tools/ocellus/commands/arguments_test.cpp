#include "tools/ocellus/commands/arguments.hpp"

#include <gtest/gtest.h>

#include <initializer_list>

namespace ocellus::tools {
namespace {

constexpr Option kOptions[] = {
    {.name = "--output",
     .short_name = "-o",
     .value = "DIR",
     .help = "where to write",
     .required = true},
    {.name = "--count", .value = "N", .help = "how many"},
    {.name = "--json", .help = "one JSON document"},
};
constexpr Usage kUsage = {.command = "ocellus try",
                          .summary = "Tries.",
                          .operands = "MODEL [MORE]",
                          .least_operands = 1,
                          .most_operands = 2,
                          .options = kOptions,
                          .example = "ocellus try a.tflite -o out"};

struct Parsed {
  Arguments arguments;
  std::optional<int> exit;
  std::string out, err;
};

Parsed parse(std::initializer_list<const char*> words) {
  std::vector<char*> pointers;
  for (const char* word : words) pointers.push_back(const_cast<char*>(word));
  Parsed parsed;
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  parsed.exit = parsed.arguments.parse(kUsage, pointers);
  parsed.err = testing::internal::GetCapturedStderr();
  parsed.out = testing::internal::GetCapturedStdout();
  return parsed;
}

void expect_misused(const Parsed& parsed, std::string_view complaint) {
  EXPECT_EQ(parsed.exit, kExitMisused);
  EXPECT_EQ(parsed.err, "ocellus try: " + std::string(complaint) + "; see 'ocellus try --help'\n");
  EXPECT_EQ(parsed.out, "");
}

TEST(Arguments, ReadsOptionsInEitherSpelling) {
  for (const Parsed& parsed :
       {parse({"m", "-o", "d", "--json"}), parse({"--json", "--output=d", "m"}),
        parse({"--output", "x", "-o", "d", "--json", "--", "m"})}) {
    ASSERT_EQ(parsed.exit, std::nullopt) << parsed.err;
    EXPECT_EQ(parsed.arguments.value("--output"), "d");
    EXPECT_TRUE(parsed.arguments.has("--json"));
    EXPECT_FALSE(parsed.arguments.has("--count"));
    ASSERT_EQ(parsed.arguments.operands().size(), 1u);
    EXPECT_EQ(parsed.arguments.operands()[0], "m");
  }
}

TEST(Arguments, TakesWordsAfterTheDashesAsTheyAre) {
  const Parsed parsed = parse({"-o", "-strange-", "--", "--json", "-"});
  ASSERT_EQ(parsed.exit, std::nullopt) << parsed.err;
  EXPECT_EQ(parsed.arguments.value("--output"), "-strange-");
  EXPECT_FALSE(parsed.arguments.has("--json"));
  EXPECT_EQ(parsed.arguments.operands()[0], "--json");
  EXPECT_EQ(parsed.arguments.operands()[1], "-");
}

TEST(Arguments, RefusesInOneLine) {
  expect_misused(parse({"m", "-o", "d", "--jsno"}), "unknown option '--jsno'");
  expect_misused(parse({"m", "-o"}), "option '-o' needs a value: DIR");
  expect_misused(parse({"m", "--output="}), "the value of option '--output' is empty");
  expect_misused(parse({"m", "-o", "d", "--json=1"}), "option '--json' takes no value");
  expect_misused(parse({"m"}), "option '--output' is missing");
  expect_misused(parse({"-o", "d"}), "missing argument: MODEL [MORE]");
  expect_misused(parse({"a", "b", "c", "-o", "d"}), "unexpected argument 'c'");
}

TEST(Arguments, HelpGoesToStdoutWithAnExample) {
  const Parsed parsed = parse({"--help"});
  EXPECT_EQ(parsed.exit, kExitDone);
  EXPECT_EQ(parsed.err, "");
  EXPECT_TRUE(
      parsed.out.starts_with("usage: ocellus try MODEL [MORE] -o DIR [--count N] [--json]\n"));
  EXPECT_NE(parsed.out.find("  -o, --output DIR  where to write\n"), std::string::npos);
  EXPECT_NE(parsed.out.find("example:\n  ocellus try a.tflite -o out\n"), std::string::npos);
}

TEST(Arguments, NumbersAreCheckedWhole) {
  EXPECT_EQ(parse({"m", "-o", "d", "--count", "12"}).arguments.number("--count", 1, 12, 3).value(),
            12);
  EXPECT_EQ(parse({"m", "-o", "d"}).arguments.number("--count", 1, 12, 3).value(), 3);
  for (const char* bad : {"13", "0", "-1", "2x", "x", "99999999999999999999"}) {
    const Parsed parsed = parse({"m", "-o", "d", "--count", bad});
    const Result<std::int64_t> number = parsed.arguments.number("--count", 1, 12, 3);
    ASSERT_FALSE(number.ok()) << bad;
    EXPECT_EQ(number.failure().line(),
              "--count: '" + std::string(bad) + "' is not a whole number from 1 to 12");
  }
}

TEST(Failure, ReportsEveryFaultOnALineOfItsOwn) {
  const Failure failure{"a", "b", "c", {{"d", "e"}, {"f", "g", "h"}}};
  testing::internal::CaptureStderr();
  EXPECT_EQ(report(failure), kExitFailed);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "a: b; c\nd: e\nf: g; h\n");
}

}  // namespace
}  // namespace ocellus::tools
