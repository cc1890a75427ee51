#include "runtime/kernels/detection_postprocess_f32.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <limits>
#include <vector>

namespace ocellus::kernels {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

// Three boxes as their anchors are: the second overlaps the first by 9/11, the third lies apart.
struct Fixture {
  DetectionPostProcess op = {.boxes = 3,
                             .score_width = 3,
                             .classes = 2,
                             .places = 3,
                             .max_detections = 3,
                             .detections_per_class = 3,
                             .score_threshold_bits = std::bit_cast<std::uint32_t>(0.1F),
                             .iou_threshold_bits = std::bit_cast<std::uint32_t>(0.5F),
                             .y_scale_bits = std::bit_cast<std::uint32_t>(10.0F),
                             .x_scale_bits = std::bit_cast<std::uint32_t>(10.0F),
                             .height_scale_bits = std::bit_cast<std::uint32_t>(5.0F),
                             .width_scale_bits = std::bit_cast<std::uint32_t>(5.0F)};
  std::vector<float> codes = std::vector<float>(12, 0);
  std::vector<float> scores = {0.9F, 0.5F, 0.25F, 0.9F, 0.125F, 0.75F, 0.9F, 0.5F, 0.0F};
  alignas(64) std::array<float, 12> anchors = {1, 1, 2, 2, 1, 1.2F, 2, 2, 9, 9, 2, 2};
  std::array<std::vector<float>, 4> found = {};

  void run_it() {
    alignas(64) std::array<std::byte, 3 * 24> scratch;
    Operands at{.constants = reinterpret_cast<const std::byte*>(anchors.data()),
                .scratch = scratch.data()};
    at.inputs[0] = reinterpret_cast<const std::byte*>(codes.data());
    at.inputs[1] = reinterpret_cast<const std::byte*>(scores.data());
    for (std::size_t i = 0; i < 4; ++i) {
      found[i].assign(i == 0 ? 4 * op.places : i == 3 ? 1 : op.places, -1);
      at.outputs[i] = reinterpret_cast<std::byte*>(found[i].data());
    }
    run(op, at);
  }
};

TEST(DetectionPostProcess, KeepsTheBestOfBoxesThatOverlap) {
  Fixture f;
  f.run_it();
  EXPECT_EQ(f.found[2], (std::vector<float>{0.75F, 0.5F, 0}));
  EXPECT_EQ(f.found[1], (std::vector<float>{1, 0, 0}));
  EXPECT_EQ(f.found[0][4], 8);
  EXPECT_EQ(f.found[0][8], 0);
  EXPECT_EQ(f.found[3][0], 2);
}

TEST(DetectionPostProcess, SuppressesEachClassAloneAndKeepsTheBestOfAll) {
  Fixture f;
  f.op.regular = 1;
  f.run_it();
  EXPECT_EQ(f.found[2], (std::vector<float>{0.75F, 0.5F, 0.5F}));
  EXPECT_EQ(f.found[1], (std::vector<float>{1, 0, 0}));
  EXPECT_EQ(f.found[0][4], 0);  // equal scores: in the boxes' order
  EXPECT_EQ(f.found[0][8], 8);
  f.op.max_detections = 1;
  f.run_it();
  EXPECT_EQ(f.found[2], (std::vector<float>{0.75F, 0, 0}));
  EXPECT_EQ(f.found[3][0], 1);
}

TEST(DetectionPostProcess, LeavesTheReferencesGapsBetweenSeveralClasses) {
  Fixture f;
  f.op.classes_per_detection = 2;
  f.op.places = 6;
  f.run_it();
  EXPECT_EQ(f.found[2], (std::vector<float>{0.75F, 0, 0, 0.125F, 0.5F, 0}));
  EXPECT_EQ(f.found[1], (std::vector<float>{1, 0, 0, 0, 0, 0}));
  EXPECT_EQ(f.found[3][0], 4);  // the fourth would be at place 7
}

TEST(DetectionPostProcess, FindsNothingWhenABoxIsEmpty) {
  Fixture f;
  f.anchors[10] = 0;
  f.run_it();
  EXPECT_EQ(f.found[3][0], 0);
  EXPECT_EQ(f.found[2], (std::vector<float>{0, 0, 0}));
}

TEST(DetectionPostProcess, StaysWithinItsTablesWhateverTheInput) {
  Fixture f;
  f.op.classes_per_detection = 2;
  f.op.places = 6;
  for (std::size_t i = 0; i < f.scores.size(); i += 2) f.scores[i] = kNaN;
  f.codes.assign(f.codes.size(), kNaN);
  f.run_it();
  for (const float label : f.found[1]) EXPECT_LE(label, 1);
  f.codes.assign(f.codes.size(), std::numeric_limits<float>::max());
  f.run_it();
  EXPECT_LE(f.found[3][0], 6);
}

}  // namespace
}  // namespace ocellus::kernels
