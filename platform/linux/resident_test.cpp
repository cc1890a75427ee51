#include "platform/linux/resident.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <vector>

namespace ocellus::platform {
namespace {

TEST(ResidentTest, WhatAProgramTouchesCounts) {
  constexpr std::size_t kBytes = std::size_t{256} << 20;
  const auto before = resident_bytes_of_all();
  if (!before) GTEST_SKIP() << "no /proc";
  const std::vector<char> touched(kBytes, 1);
  const auto after = resident_bytes_of_all();
  ASSERT_TRUE(after.has_value());
  // Other programs of the machine come and go meanwhile.
  EXPECT_GT(*after + (kBytes / 2), *before + touched.size());
}

}  // namespace
}  // namespace ocellus::platform
