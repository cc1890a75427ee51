#include "drivers/thermal/attribute.hpp"

#include <gtest/gtest.h>

#include <string>

#include "drivers/thermal/test_tree.hpp"

namespace ocellus::thermal {
namespace {

std::optional<std::int32_t> number_in(const std::string& text, int base = 10) {
  const test::Tree tree;
  tree.write("value", text);
  Attribute attribute;
  Path path;
  EXPECT_TRUE(attribute.open(path << tree.path() << "/value"));
  return attribute.number(base);
}

TEST(Attribute, ReadsNumbers) {
  EXPECT_EQ(number_in("48312\n"), 48312);
  EXPECT_EQ(number_in("-5000\n"), -5000);
  EXPECT_EQ(number_in("80008\n", 16), 0x80008);
  EXPECT_EQ(number_in("0x50005\n", 16), 0x50005);
}

TEST(Attribute, RefusesWhatIsNone) {
  EXPECT_EQ(number_in(""), std::nullopt);
  EXPECT_EQ(number_in("\n"), std::nullopt);
  EXPECT_EQ(number_in("warm\n"), std::nullopt);
  EXPECT_EQ(number_in("48 C\n"), std::nullopt);
  EXPECT_EQ(number_in("99999999999\n"), std::nullopt);
}

TEST(Attribute, FollowsTheFile) {
  const test::Tree tree;
  tree.write("value", "1\n");
  Attribute attribute;
  Path path;
  ASSERT_TRUE(attribute.open(path << tree.path() << "/value"));
  EXPECT_EQ(attribute.number(), 1);
  tree.write("value", "22\n");
  EXPECT_EQ(attribute.number(), 22);
}

TEST(Attribute, MayBeMissing) {
  Attribute attribute;
  Path path;
  EXPECT_FALSE(attribute.open(path << "/nonexistent/value"));
  EXPECT_EQ(attribute.number(), std::nullopt);
}

TEST(Path, TooLongOpensNothing) {
  Path path;
  path << "/" << 12u;
  EXPECT_STREQ(path.c_str(), "/12");
  path << std::string(300, 'x') << "/etc/hostname";
  EXPECT_STREQ(path.c_str(), "");
}

}  // namespace
}  // namespace ocellus::thermal
