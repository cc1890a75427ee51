#include "tools/ocellus/reference/exponential.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ocellus::tools::reference {
namespace {

TEST(Exponential, AgreesWithTheLibraryToAFewUnitsInTheLastPlace) {
  for (double x = -699; x < 699; x += 0.37) {
    EXPECT_NEAR(exponential(x) / std::exp(x), 1, 0x1p-50) << x;
  }
  EXPECT_EQ(exponential(0), 1);
  EXPECT_EQ(exponential(-1e9), 0);
  EXPECT_TRUE(std::isfinite(exponential(1e9)));
  EXPECT_TRUE(std::isnan(exponential(std::nan(""))));
}

TEST(Exponential, GivesLogisticAndTangentTheirLimits) {
  for (double x = -40; x < 40; x += 0.013) {
    EXPECT_NEAR(logistic(x), 1 / (1 + std::exp(-x)), 1e-15) << x;
    EXPECT_NEAR(hyperbolic_tangent(x), std::tanh(x), 1e-15) << x;
  }
  EXPECT_EQ(logistic(0), 0.5);
  EXPECT_EQ(logistic(1e30), 1);
  EXPECT_EQ(hyperbolic_tangent(-1e30), -1);
  EXPECT_EQ(hyperbolic_tangent(1e-9), 1e-9);
}

}  // namespace
}  // namespace ocellus::tools::reference
