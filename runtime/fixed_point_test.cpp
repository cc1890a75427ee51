#include "runtime/fixed_point.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <random>

namespace ocellus {
namespace {

constexpr std::int32_t kLowest = std::numeric_limits<std::int32_t>::min();
constexpr std::int32_t kHighest = std::numeric_limits<std::int32_t>::max();

// They are constant expressions, so that generated tables may use them.
static_assert(saturating_rounding_doubling_high_mul(1 << 30, 1 << 30) == 1 << 29);
static_assert(rounding_divide_by_power_of_two(-5, 1) == -3);
static_assert(multiply_by_quantized_multiplier(100, 1 << 30, -1) == 25);

// gemmlowp's own wording: a nudge that depends on the product's sign, then a truncating division.
std::int32_t gemmlowp_high_mul(std::int32_t a, std::int32_t b) {
  if (a == b && a == kLowest) {
    return kHighest;
  }
  const std::int64_t product = static_cast<std::int64_t>(a) * static_cast<std::int64_t>(b);
  const std::int64_t nudge = product >= 0 ? (std::int64_t{1} << 30) : 1 - (std::int64_t{1} << 30);
  return static_cast<std::int32_t>((product + nudge) / (std::int64_t{1} << 31));
}

// gemmlowp's own wording: an arithmetic shift, plus one when the remainder is past the threshold.
std::int32_t gemmlowp_divide(std::int32_t x, std::int32_t exponent) {
  const std::int32_t mask = static_cast<std::int32_t>((std::int64_t{1} << exponent) - 1);
  const std::int32_t remainder = x & mask;
  const std::int32_t threshold = (mask >> 1) + (x < 0 ? 1 : 0);
  return (x >> exponent) + (remainder > threshold ? 1 : 0);
}

TEST(FixedPoint, HighMulSaturatesItsOneOverflow) {
  EXPECT_EQ(saturating_rounding_doubling_high_mul(kLowest, kLowest), kHighest);
  EXPECT_EQ(saturating_rounding_doubling_high_mul(kLowest, kHighest), -kHighest);
  EXPECT_EQ(saturating_rounding_doubling_high_mul(kHighest, kHighest), kHighest - 1);
}

TEST(FixedPoint, HighMulRoundsHalvesUp) {
  EXPECT_EQ(saturating_rounding_doubling_high_mul(1, 1 << 30), 1);
  EXPECT_EQ(saturating_rounding_doubling_high_mul(-1, 1 << 30), 0);
  EXPECT_EQ(saturating_rounding_doubling_high_mul(-3, 1 << 30), -1);
}

TEST(FixedPoint, DivideRoundsHalvesAwayFromZero) {
  EXPECT_EQ(rounding_divide_by_power_of_two(5, 1), 3);
  EXPECT_EQ(rounding_divide_by_power_of_two(-5, 1), -3);
  EXPECT_EQ(rounding_divide_by_power_of_two(-6, 2), -2);
  EXPECT_EQ(rounding_divide_by_power_of_two(-5, 2), -1);
  EXPECT_EQ(rounding_divide_by_power_of_two(kHighest, 31), 1);
  EXPECT_EQ(rounding_divide_by_power_of_two(kLowest, 31), -1);
  EXPECT_EQ(rounding_divide_by_power_of_two(kLowest, 0), kLowest);
}

TEST(FixedPoint, EqualsTheReferenceOnRandomAndExtremeOperands) {
  std::mt19937 random(1);
  const std::int32_t extremes[] = {kLowest, kLowest + 1, -(1 << 30),   -1,      0,
                                   1,       1 << 30,     kHighest - 1, kHighest};
  auto operand = [&]() -> std::int32_t {
    const auto r = static_cast<std::uint32_t>(random());
    if (r % 8 == 0) {
      return extremes[random() % std::size(extremes)];
    }
    return static_cast<std::int32_t>(random()) >> (r % 31);
  };
  for (int i = 0; i < 2'000'000; ++i) {
    const std::int32_t a = operand();
    const std::int32_t b = operand();
    const std::int32_t e = static_cast<std::int32_t>(random() % 32);
    ASSERT_EQ(saturating_rounding_doubling_high_mul(a, b), gemmlowp_high_mul(a, b))
        << a << " " << b;
    ASSERT_EQ(rounding_divide_by_power_of_two(a, e), gemmlowp_divide(a, e)) << a << " " << e;
  }
}

TEST(FixedPoint, MultiplierRoundsTwice) {
  // 1.4999.. rounds to 1 once; the high multiply first makes it 3/2, which the shift rounds to 2.
  EXPECT_EQ(multiply_by_quantized_multiplier(3, kHighest, -1), 2);
  EXPECT_EQ(multiply_by_quantized_multiplier(-3, kHighest, -1), -2);
  EXPECT_EQ(multiply_by_quantized_multiplier(3, 1 << 30, 2), 6);
  EXPECT_EQ(multiply_by_quantized_multiplier(kHighest, 0, -31), 0);
  // A left shift wraps.
  EXPECT_EQ(multiply_by_quantized_multiplier(1 << 30, 1 << 30, 2), 0);
}

TEST(FixedPoint, OffsetAndClampSaturates) {
  EXPECT_EQ(offset_and_clamp(kHighest, 127, -128, 127), 127);
  EXPECT_EQ(offset_and_clamp(kLowest, -128, -128, 127), -128);
  EXPECT_EQ(offset_and_clamp(5, -128, -100, 20), -100);
  EXPECT_EQ(offset_and_clamp(200, -128, -100, 20), 20);
  EXPECT_EQ(offset_and_clamp(100, -128, -100, 20), -28);
}

}  // namespace
}  // namespace ocellus
