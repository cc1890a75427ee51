#include "runtime/fixed_point_functions.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <random>

namespace ocellus {
namespace {

// They are constant expressions.
static_assert(exp_on_negative_values<5>(0) == kFixedPointOne);
static_assert(fixed_point_logistic(0) == 1 << 30);
static_assert(fixed_point_tanh(0) == 0);

constexpr double kUnit = 2147483648.0;  // 2^31

TEST(FixedPointFunctions, ShiftsSaturate) {
  EXPECT_EQ(saturating_shift_left(3, 4), 48);
  EXPECT_EQ(saturating_shift_left(1 << 30, 1), kFixedPointOne);
  EXPECT_EQ(saturating_shift_left(-(1 << 30) - 1, 1), std::numeric_limits<std::int32_t>::min());
}

// The results are good to the sixth term of the Taylor series: x^5 / 120 for x up to 1/8.
TEST(FixedPointFunctions, FollowTheirDefinitions) {
  constexpr double kTolerance = 4e-7;
  std::mt19937 engine(1);
  std::uniform_int_distribution<std::int32_t> number(-kFixedPointOne, kFixedPointOne);
  for (int i = 0; i < 4000; ++i) {
    const std::int32_t x = number(engine) >> (i % 12);
    const std::int32_t negative = x > 0 ? -x : x;
    const auto near = [&](std::int32_t fixed, double real) {
      EXPECT_NEAR(fixed / kUnit, real, kTolerance) << x;
    };
    near(exp_on_negative_values<0>(negative), std::exp(negative / kUnit));
    near(exp_on_negative_values<4>(negative), std::exp(16.0 * negative / kUnit));
    near(exp_on_negative_values<5>(negative), std::exp(32.0 * negative / kUnit));
    near(one_over_one_plus(-negative), 1 / (1 - negative / kUnit));
    near(fixed_point_logistic(x), 1 / (1 + std::exp(-16.0 * x / kUnit)));
    near(fixed_point_tanh(x), std::tanh(16.0 * x / kUnit));
  }
}

}  // namespace
}  // namespace ocellus
