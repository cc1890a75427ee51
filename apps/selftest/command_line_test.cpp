#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <vector>

#include "apps/selftest/selftest.hpp"

namespace ocellus::selftest {
namespace {

struct Words {
  std::vector<std::string> texts;
  std::vector<char*> pointers;

  Words(std::initializer_list<const char*> words) : texts(words.begin(), words.end()) {
    for (std::string& text : texts) pointers.push_back(text.data());
  }
};

bool asks(std::initializer_list<const char*> list) { return is_asked_for(Words(list).pointers); }

TEST(CommandLine, ASelfTestIsAskedForByNameOrByTheFirstWord) {
  EXPECT_TRUE(asks({"/bin/selftest"}));
  EXPECT_TRUE(asks({"selftest", "--full"}));
  EXPECT_TRUE(asks({"/bin/camera", "--selftest"}));
  EXPECT_FALSE(asks({"/bin/camera", "selftest"}));  // a file of settings
  EXPECT_FALSE(asks({"/bin/camera", "a.ini", "--selftest"}));
  EXPECT_FALSE(asks({"/selftest/camera"}));
  EXPECT_FALSE(asks({"noselftest"}));
  EXPECT_FALSE(is_asked_for({}));
}

TEST(CommandLine, WordsAreUnderstoodOrRefused) {
  const auto read = [](std::initializer_list<const char*> list) {
    return read_words(Words(list).pointers);
  };
  const auto quick = read({"camera", "--selftest"});
  ASSERT_TRUE(quick);
  EXPECT_EQ(quick->form, Form::kQuick);
  EXPECT_FALSE(quick->json);
  const auto full = read({"selftest", "--json", "--full"});
  ASSERT_TRUE(full);
  EXPECT_EQ(full->form, Form::kFull);
  EXPECT_TRUE(full->json);
  EXPECT_TRUE(read({"selftest", "--help"})->help);
  EXPECT_FALSE(read({"selftest", "--quick"}));
  EXPECT_FALSE(read({"selftest", "full"}));
}

}  // namespace
}  // namespace ocellus::selftest
