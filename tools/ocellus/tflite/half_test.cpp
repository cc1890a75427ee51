#include "tools/ocellus/tflite/half.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace ocellus::tools {
namespace {

// The definition, in real numbers.
double value_of(std::uint16_t half) {
  const int exponent = (half >> 10) & 31;
  const int fraction = half & 1023;
  const double magnitude =
      exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, exponent - 25);
  return half & 0x8000 ? -magnitude : magnitude;
}

TEST(Half, EveryFiniteValueIsExact) {
  for (std::uint32_t half = 0; half <= 0xffff; ++half) {
    if ((half & 0x7c00) == 0x7c00) continue;
    const float made = half_to_float(static_cast<std::uint16_t>(half));
    ASSERT_EQ(made, value_of(static_cast<std::uint16_t>(half))) << half;
    ASSERT_EQ(std::signbit(made), half >= 0x8000) << half;
  }
}

TEST(Half, InfinityAndNanStayWhatTheyAre) {
  EXPECT_EQ(half_to_float(0x7c00), std::numeric_limits<float>::infinity());
  EXPECT_EQ(half_to_float(0xfc00), -std::numeric_limits<float>::infinity());
  EXPECT_TRUE(std::isnan(half_to_float(0x7e00)));
}

}  // namespace
}  // namespace ocellus::tools
