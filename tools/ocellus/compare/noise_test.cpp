#include "tools/ocellus/compare/noise.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "tools/ocellus/compare/tensor_values.hpp"

namespace ocellus::tools::compare {
namespace {

TEST(Noise, IsTheVarianceOfTheSignalOverTheMeanSquareError) {
  Noise noise({0.5f});
  // Values 9 and 11: variance 1. Errors 0.1 and -0.1: mean square 0.01. 20 dB.
  noise.add(std::vector<float>{9, 11}, std::vector<float>{9.1f, 10.9f});
  EXPECT_NEAR(noise.decibels(), 20, 1e-3);
  EXPECT_NEAR(noise.largest(), 0.1, 1e-6);
  EXPECT_NEAR(noise.largest_steps(), 0.2, 1e-5);
}

TEST(Noise, MeasuresAConstantByItsSizeAndNothingByNothing) {
  Noise constant({1});
  constant.add(std::vector<float>{10, 10}, std::vector<float>{11, 11});
  EXPECT_NEAR(constant.decibels(), 20, 1e-9);
  Noise silent({1});
  silent.add(std::vector<float>{0, 0}, std::vector<float>{0, 1});
  EXPECT_EQ(silent.decibels(), -120);
  Noise exact({1});
  exact.add(std::vector<float>{0, 3}, std::vector<float>{0, 3});
  EXPECT_EQ(exact.decibels(), 120);
}

TEST(Noise, CountsStepsOfEachChannel) {
  Noise noise({1, 0.25f});
  noise.add(std::vector<float>{0, 0, 0, 0}, std::vector<float>{1, 0, 0, 1});
  EXPECT_EQ(noise.largest(), 1);
  EXPECT_EQ(noise.largest_steps(), 4);
}

TEST(Noise, LeavesOutWhatHasNoRightAnswer) {
  constexpr float kEndless = std::numeric_limits<float>::infinity();
  constexpr float kNone = std::numeric_limits<float>::quiet_NaN();
  Noise noise({1});
  noise.add(std::vector<float>{kEndless, kNone, 9, 11}, std::vector<float>{1, 2, 9.1f, 10.9f});
  EXPECT_NEAR(noise.decibels(), 20, 1e-3);
}

Tensor coded(DataType type, float scale, std::int32_t zero_point) {
  Tensor tensor;
  tensor.type = type;
  tensor.shape = {1, 4};
  tensor.quantization = {{scale}, {zero_point}, 0};
  return tensor;
}

TEST(TensorValues, AreRealValuesOfCodesAndBack) {
  const std::vector<std::byte> codes = {std::byte{0x80}, std::byte{0xff}, std::byte{0},
                                        std::byte{0x7f}};
  // int8: -128, -1, 0, 127. uint8: 128, 255, 0, 127.
  const TensorValues signed_values(coded(DataType::kInt8, 0.5f, -1), {});
  EXPECT_EQ(signed_values.read(codes), (std::vector<float>{-63.5f, 0, 0.5f, 64}));
  const TensorValues plain(coded(DataType::kUint8, 0.5f, 128), {});
  EXPECT_EQ(plain.read(codes), (std::vector<float>{0, 63.5f, -64, -0.5f}));
  for (const TensorValues* values : {&signed_values, &plain}) {
    for (const bool input : {false, true}) {
      std::vector<std::byte> again(4);
      values->write(values->read(codes), again, input);
      EXPECT_EQ(again, codes);
    }
  }
}

TEST(TensorValues, DivideEachChannelByItsFactor) {
  const TensorValues values(coded(DataType::kInt8, 1, 0), {1, 4});
  const std::vector<std::byte> codes = {std::byte{8}, std::byte{8}, std::byte{16}, std::byte{16}};
  EXPECT_EQ(values.read(codes), (std::vector<float>{8, 2, 16, 4}));
  std::vector<std::byte> again(4);
  values.write(values.read(codes), again, false);
  EXPECT_EQ(again, codes);
  EXPECT_EQ(values.steps(), (std::vector<float>{1, 0.25f}));
}

TEST(TensorValues, CountWhatLiesBeyondTheCodes) {
  const TensorValues values(coded(DataType::kInt8, 1, 0), {1, 4});
  // Codes reach -128..127, with the factor -32..31.75.
  EXPECT_EQ(values.clipped(std::vector<float>{127.4f, 31.8f, -128.4f, -32.1f}), 0U);
  EXPECT_EQ(values.clipped(std::vector<float>{127.6f, 32, -128.6f, -32.2f}), 4U);
}

}  // namespace
}  // namespace ocellus::tools::compare
