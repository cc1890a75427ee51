// The textbook against mathematics: its fixed-point functions against those of the C library, and
// one convolution worked by hand. That it also has the reference's last bits was found by comparing
// it with the reference itself (README.md).
#include "tests/operators/textbook/textbook.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <memory>

#include "tests/operators/random/draft.hpp"
#include "tests/operators/textbook/fixed_point.hpp"

namespace ocellus::textbook {
namespace {

double real(std::int64_t q, int integer_bits) {
  return std::ldexp(static_cast<double>(q), integer_bits - 31);
}

TEST(FixedPoint, ProductsAndShiftsRound) {
  const std::int64_t half = std::int64_t{1} << 30;
  EXPECT_EQ(high_product(3, half), 2);    // 1.5: a half upwards
  EXPECT_EQ(high_product(-3, half), -1);  // -1.5
  EXPECT_EQ(high_product(-2 * half, -2 * half), 2 * half - 1);
  EXPECT_EQ(rounded_shift_right(5, 1), 3);  // a half away from zero
  EXPECT_EQ(rounded_shift_right(-5, 1), -3);
  EXPECT_EQ(rounded_shift_right(-5, 2), -1);
  EXPECT_EQ(saturated_shift_left(half, 1), 2 * half - 1);
  EXPECT_EQ(saturated_shift_left(-half, 2), -2 * half);
}

TEST(FixedPoint, MultipliersHoldTheirReal) {
  for (double wanted = 1e-9; wanted < 1e4; wanted *= 1.37) {
    const Multiplier m = multiplier(wanted);
    EXPECT_NEAR(real(m.mantissa, 0) * std::ldexp(1.0, m.exponent), wanted, wanted * 1e-9);
  }
  EXPECT_EQ(multiplier(1e-10).mantissa, 0);
  EXPECT_EQ(multiplier(std::nextafter(1.0, 0.0)).exponent, 1);  // its mantissa rounds to 1
  // Rounded twice: 0.49999999 becomes a half, and that goes away from zero.
  EXPECT_EQ(scaled(1, multiplier(0.499999999)), 1);
}

TEST(FixedPoint, FunctionsAreWithinTheirPrecision) {
  for (std::int64_t q = -(std::int64_t{1} << 31) + 1; q < std::int64_t{1} << 31; q += 9'999'991) {
    if (q <= 0) {
      EXPECT_NEAR(real(exponential(q, 5), 0), std::exp(real(q, 5)), 1e-6) << q;
    }
    EXPECT_NEAR(real(logistic(q), 0), 1.0 / (1.0 + std::exp(-real(q, 4))), 1e-6) << q;
    EXPECT_NEAR(real(hyperbolic_tangent(q), 0), std::tanh(real(q, 4)), 1e-6) << q;
    if (q >= 0) {
      EXPECT_NEAR(real(reciprocal_of_one_plus(q), 0), 1.0 / (1.0 + real(q, 0)), 1e-8) << q;
    }
  }
  for (std::int64_t x = 1; x < std::int64_t{1} << 31; x = x * 5 / 4 + 1) {
    const Multiplier m = inverse_square_root(x);
    const double expected = 1.0 / std::sqrt(static_cast<double>(x));
    EXPECT_NEAR(real(m.mantissa, 0) * std::ldexp(1.0, m.exponent), expected, expected * 1e-3) << x;
  }
}

// 1x2x2x1, zero point 1, scale 1/2; one 2x2 filter of 2, 3, 4, 5 with scale 1/4, SAME; bias 8;
// output scale 1, zero point -3. The sums of the four windows, then / 8, rounded, - 3.
TEST(Textbook, ConvolvesAsByHand) {
  random::Draft draft(1);
  const auto input = draft.input({1, 2, 2, 1}, {0.5F, 1});
  const std::int8_t filter[] = {2, 3, 4, 5};
  const std::int32_t bias[] = {8};
  const auto weights = draft.constant({1, 2, 2, 1}, {0.25F, 0}, filter);
  const auto biases = draft.constant({1}, bias, {0.125F, 0});
  const auto output = draft.computed({1, 2, 2, 1}, {1.0F, -3});
  schema::Conv2DOptionsT options;
  options.padding = schema::PaddingRule::Same;
  options.stride_x = options.stride_y = 1;
  draft.add_operator(random::Code::kConv2d, 3, {input, weights, biases}, {output}, options);
  draft.mark_output(output);
  const auto model = std::move(draft).finish().model;

  const std::int8_t values[] = {11, 21, -9, 1};  // 10, 20, -10, 0 above the zero point
  const auto bytes = std::as_bytes(std::span(values));
  const auto tensors = run(model, {Bytes(bytes.begin(), bytes.end())});
  const Tensor& result = tensors[static_cast<std::size_t>(output)];
  // 20+60-40+0+8 = 48: 6;  40+0+8 = 48: 6;  -20+0+8 = -12: -1.5, away from zero: -2;  0+8: 1
  EXPECT_EQ(result.integer({0, 0, 0, 0}), 3);
  EXPECT_EQ(result.integer({0, 0, 1, 0}), 3);
  EXPECT_EQ(result.integer({0, 1, 0, 0}), -5);
  EXPECT_EQ(result.integer({0, 1, 1, 0}), -2);
}

}  // namespace
}  // namespace ocellus::textbook
