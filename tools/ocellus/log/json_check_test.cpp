#include "tools/ocellus/log/json_check.hpp"

#include <gtest/gtest.h>

#include <string>

namespace ocellus::tools {
namespace {

TEST(JsonCheck, KnowsJsonFromWhatIsNone) {
  for (const char* text : {"{}", " [ ] ", "0", "-0.5e+10", "1E9", "\"\"", "null", "[true,false]",
                           R"({"time":12.300,"box":[1,2,3,4],"text":"\u00e9\n\\"})",
                           "\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x91\x81\"", "{\"a\":{\"b\":[{},[]]}}"}) {
    EXPECT_TRUE(is_json(text)) << text;
  }
  for (const char* text : {"",
                           " ",
                           "{",
                           "}",
                           "[1,]",
                           "{\"a\"}",
                           "{\"a\":}",
                           "{a:1}",
                           "{\"a\":1,}",
                           "01",
                           "1.",
                           ".5",
                           "1e",
                           "+1",
                           "-",
                           "nul",
                           "\"",
                           "\"\\x\"",
                           "\"\\u12g4\"",
                           "\"\t\"",
                           "{} {}",
                           "1 2",
                           "[1 2]",
                           "'a'",
                           "\"\xff\"",
                           "\"\xc3\"",
                           "\"\xc0\x80\"",
                           "\"\xed\xa0\x80\"",
                           "\"\xf4\x90\x80\x80\"",
                           "\"\xe0\x80\x80\""}) {
    EXPECT_FALSE(is_json(text)) << text;
  }
  EXPECT_TRUE(is_json(std::string(63, '[') + std::string(63, ']')));
  EXPECT_FALSE(is_json(std::string(65, '[') + std::string(65, ']')));
  EXPECT_FALSE(is_json(std::string(1'000'000, '[')));
}

}  // namespace
}  // namespace ocellus::tools
