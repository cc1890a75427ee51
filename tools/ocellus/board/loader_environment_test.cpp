#include "tools/ocellus/board/loader_environment.hpp"

#include <gtest/gtest.h>

#include <string>

namespace ocellus::tools::board {
namespace {

// The sum is what Python's zlib.crc32 says of the other twelve bytes.
TEST(LoaderEnvironment, IsASumAndTexts) {
  const std::string_view variables[] = {"a=1", "b=2"};
  const std::vector<std::byte> environment = loader_environment(variables, 16);
  ASSERT_EQ(environment.size(), 16U);
  const std::string text(reinterpret_cast<const char*>(environment.data()), 16);
  EXPECT_EQ(text.substr(4), std::string("a=1\0b=2\0\0\0\0\0", 12));
  EXPECT_EQ(text.substr(0, 4), "\xe7\xcc\x25\xbe");
}

}  // namespace
}  // namespace ocellus::tools::board
