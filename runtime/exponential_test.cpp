#include "runtime/exponential.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>

namespace ocellus {
namespace {

// In units of the last place of the double nearest to the truth.
double error(double x) {
  const long double truth = std::exp(static_cast<long double>(x));
  const auto nearest = static_cast<double>(truth);
  const double unit = std::nextafter(nearest, std::numeric_limits<double>::infinity()) - nearest;
  return static_cast<double>((static_cast<long double>(exponential(x)) - truth) / unit);
}

TEST(Exponential, IsTheNearestDoubleOrAlmost) {
  if constexpr (std::numeric_limits<long double>::digits < 64) {
    GTEST_SKIP() << "long double has no digits to spare here";
  }
  double worst = 0;
  for (double x = -200; x < 200; x += 0.00037) worst = std::fmax(worst, std::fabs(error(x)));
  for (double x = 1e-9; x < 1; x *= 1.0001) {
    worst = std::fmax(worst, std::fmax(std::fabs(error(x)), std::fabs(error(-x))));
  }
  EXPECT_LT(worst, 0.54);
}

// Every 8191st float from the smallest that counts to where e^x leaves the floats' range.
TEST(Exponential, OfFloatsIsTheLibrarysAsFloat) {
  const auto first = std::bit_cast<std::uint32_t>(0x1p-32F);
  const auto last = std::bit_cast<std::uint32_t>(104.0F);
  for (std::uint32_t bits = first; bits < last; bits += 8191) {
    for (const float sign : {1.0F, -1.0F}) {
      const auto x = static_cast<double>(sign * std::bit_cast<float>(bits));
      ASSERT_EQ(static_cast<float>(exponential(x)), static_cast<float>(std::exp(x))) << x;
    }
  }
}

TEST(Exponential, StaysFinite) {
  EXPECT_EQ(exponential(0), 1);
  EXPECT_TRUE(std::isfinite(exponential(1e300)));
  EXPECT_EQ(exponential(-1e300), exponential(-700));
  EXPECT_EQ(exponential(std::numeric_limits<double>::quiet_NaN()), 1);
}

TEST(Logistic, AgreesWithTheLibrary) {
  for (double x = -50; x < 50; x += 0.01) {
    EXPECT_NEAR(logistic(x), 1 / (1 + std::exp(-x)), 1e-15) << x;
  }
}

}  // namespace
}  // namespace ocellus
