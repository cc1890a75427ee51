#include "tests/accuracy/agreement.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "tests/accuracy/mask_agreement.hpp"

namespace ocellus::tests {
namespace {

constexpr LabelIndex kCat{8};
constexpr LabelIndex kDog{20};

constexpr Thresholds kThresholds = {.score = 0.35f, .weak_score = 0.30f, .overlap = 0.5f};

Finding at(float x, float score, LabelIndex label = kCat) {
  return {{{x, 0, x + 10, 10}, score, label}, {}};
}

TEST(Agreement, FindsWhatOverlapsAndHasTheLabel) {
  Agreement agreement(kThresholds);
  const std::vector<Finding> exact = {at(0, 0.8f), at(100, 0.5f), at(200, 0.4f)};
  const std::vector<Finding> quantized = {at(2, 0.7f), at(100, 0.5f, kDog), at(209, 0.4f)};
  agreement.add(exact, quantized);
  EXPECT_EQ(agreement.detections(), 3U);
  EXPECT_DOUBLE_EQ(agreement.recall(), 1.0 / 3);
  EXPECT_DOUBLE_EQ(agreement.extra(), 2.0 / 3);
  EXPECT_NEAR(agreement.score_difference(), 0.1, 1e-6);
  EXPECT_NEAR(agreement.overlap(), 8.0 / 12, 1e-6);
}

TEST(Agreement, ForgivesScoresAroundTheThreshold) {
  Agreement agreement(kThresholds);
  // .36 against .31: found. .34 against .36: not asked for, and not extra. .29: too weak.
  agreement.add(std::vector{at(0, 0.36f), at(100, 0.34f), at(200, 0.36f)},
                std::vector{at(0, 0.31f), at(100, 0.36f), at(200, 0.29f)});
  EXPECT_EQ(agreement.detections(), 2U);
  EXPECT_DOUBLE_EQ(agreement.recall(), 0.5);
  EXPECT_DOUBLE_EQ(agreement.extra(), 0.0);
}

TEST(Agreement, TakesTheBestOfSeveral) {
  Agreement agreement(kThresholds);
  agreement.add(std::vector{at(0, 0.5f)}, std::vector{at(3, 0.9f), at(1, 0.5f)});
  EXPECT_NEAR(agreement.score_difference(), 0, 1e-6);
  EXPECT_NEAR(agreement.overlap(), 9.0 / 11, 1e-6);
}

TEST(Agreement, MeasuresKeyPointsInSizesOfTheBox) {
  Agreement agreement(kThresholds);
  Finding exact = at(0, 0.9f);
  Finding quantized = exact;
  exact.key_points = {{1, 1}, {5, 5}};
  quantized.key_points = {{4, 5}, {5, 5}};
  agreement.add(std::vector{exact, at(100, 0.1f)}, std::vector{quantized});
  EXPECT_EQ(agreement.pictures_with_detections(), 1U);
  EXPECT_NEAR(agreement.key_point_distance(), (0.5 + 0) / 2, 1e-6);
}

TEST(MaskAgreement, ComparesValuesAndInsides) {
  MaskAgreement agreement;
  agreement.add(std::vector<float>{0.9f, 0.6f, 0.2f, 0}, std::vector<float>{0.9f, 0.4f, 0.6f, 0});
  EXPECT_NEAR(agreement.difference(), (0.2 + 0.4) / 4, 1e-6);
  EXPECT_NEAR(agreement.overlap(), 1.0 / 3, 1e-6);
  // Nothing is shown here, so the int8 mask's speck counts as a difference only.
  agreement.add(std::vector<float>(4), std::vector<float>{1, 0, 0, 0});
  EXPECT_EQ(agreement.shown(), 1U);
  EXPECT_EQ(agreement.pictures(), 2U);
  EXPECT_NEAR(agreement.difference(), (0.2 + 0.4 + 1) / 8, 1e-6);
  EXPECT_NEAR(agreement.least_overlap(), 1.0 / 3, 1e-6);
}

}  // namespace
}  // namespace ocellus::tests
