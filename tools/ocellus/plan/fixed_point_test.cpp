#include "tools/ocellus/plan/fixed_point.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ocellus::tools {
namespace {

using kernels::Multiplier;

TEST(QuantizeMultiplier, SplitsIntoMantissaAndShift) {
  EXPECT_EQ(quantize_multiplier(0.0), (Multiplier{0, 0}));
  EXPECT_EQ(quantize_multiplier(0.5), (Multiplier{1 << 30, 0}));
  EXPECT_EQ(quantize_multiplier(1.0), (Multiplier{1 << 30, 1}));
  EXPECT_EQ(quantize_multiplier(0.75), (Multiplier{3 << 29, 0}));
  EXPECT_EQ(quantize_multiplier(3.0), (Multiplier{3 << 29, 2}));
  EXPECT_EQ(quantize_multiplier(0.375), (Multiplier{3 << 29, -1}));
}

TEST(QuantizeMultiplier, RoundsHalvesAwayFromZero) {
  EXPECT_EQ(quantize_multiplier(0.5 + 0x1p-32).multiplier, (1 << 30) + 1);
  EXPECT_EQ(quantize_multiplier(0.5 + 0x1.8p-33).multiplier, 1 << 30);
}

TEST(QuantizeMultiplier, AMantissaThatRoundsToOneMovesIntoTheShift) {
  EXPECT_EQ(quantize_multiplier(1.0 - 0x1p-40), (Multiplier{1 << 30, 1}));
}

TEST(QuantizeMultiplier, TheTiniestFactorsVanish) {
  EXPECT_EQ(quantize_multiplier(0x1p-32), (Multiplier{1 << 30, -31}));
  EXPECT_EQ(quantize_multiplier(0x0.8p-32), (Multiplier{0, 0}));
}

TEST(QuantizeMultiplier, IsExactTo31Bits) {
  for (double factor = 1e-9; factor < 1e6; factor *= 1.37) {
    const Multiplier m = quantize_multiplier(factor);
    EXPECT_GE(m.multiplier, 1 << 30);
    const double real = std::ldexp(static_cast<double>(m.multiplier), m.shift - 31);
    EXPECT_LE(std::abs(real - factor) / factor, 0x1p-31) << factor;
  }
}

TEST(ConvolutionFactor, WidensBeforeItMultiplies) {
  // In float the product of the first two would already be rounded.
  EXPECT_EQ(convolution_factor(0.1F, 0.3F, 0.7F),
            static_cast<double>(0.1F) * static_cast<double>(0.3F) / static_cast<double>(0.7F));
  EXPECT_NE(convolution_factor(0.1F, 0.3F, 0.7F), static_cast<double>(0.1F * 0.3F / 0.7F));
}

TEST(AddFactors, TheLargerInputIsHalved) {
  const AddFactors factors = add_factors(0.5F, 0.125F, 0.25F);
  EXPECT_EQ(factors.first, 0.5);
  EXPECT_EQ(factors.second, 0.125);
  EXPECT_EQ(factors.sum, 1.0 / (1 << 20) / 0.25);
}

TEST(QuantizedOutput, ClampsInsideTheRangeWhereTheZeroPointIsNotTheEdge) {
  using kernels::Output;
  EXPECT_EQ(quantized_output(Activation::kNone, 0.1F, 3), (Output{3, -128, 127}));
  EXPECT_EQ(quantized_output(Activation::kRelu, 0.1F, -20), (Output{-20, -20, 127}));
  EXPECT_EQ(quantized_output(Activation::kRelu6, 0.1F, -20), (Output{-20, -20, 40}));
  EXPECT_EQ(quantized_output(Activation::kRelu6, 0.0235F, -128), (Output{-128, -128, 127}));
  EXPECT_EQ(quantized_output(Activation::kReluN1To1, 0.01F, 5), (Output{5, -95, 105}));
  // In float 1 / 0.4F is 2.5, which rounds away from zero; in double it would be a little less.
  EXPECT_EQ(quantized_output(Activation::kReluN1To1, 0.4F, 0), (Output{0, -3, 3}));
}

TEST(QuantizedOutput, NothingIsLeftOfAnActivationOutsideTheRange) {
  EXPECT_EQ(quantized_output(Activation::kReluN1To1, 1e-9F, 0), (kernels::Output{0, -128, 127}));
  EXPECT_EQ(quantized_output(Activation::kRelu6, 1e9F, 127), (kernels::Output{127, 127, 127}));
}

}  // namespace
}  // namespace ocellus::tools
