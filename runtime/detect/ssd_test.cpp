#include "runtime/detect/ssd.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include "runtime/detect/box.hpp"
#include "runtime/detect/ssd_mobilenet_v2_oidv4.hpp"
#include "runtime/exponential.hpp"

namespace ocellus {
namespace {

constexpr auto& kDescription = ssd_mobilenet_v2_oidv4::kDescription;
constexpr std::size_t kClasses = kDescription.labels.size();
constexpr PixelSize kPicture = {600, 300};
constexpr Box kView = {0, 0, 600, 300};
constexpr float kBackground = -9;

// Float outputs in which nothing is seen, to be written on.
struct Outputs {
  std::vector<float> boxes = std::vector<float>(1917 * 4);
  std::vector<float> scores = std::vector<float>(1917 * kClasses, kBackground);

  Outputs() {
    for (std::size_t a = 0; a < 1917; ++a) scores[a * kClasses] = 9;  // class 0: background
  }
  float& logit(std::size_t anchor, std::size_t label) { return scores[anchor * kClasses + label]; }
};

std::vector<std::int8_t> quantize(const std::vector<float>& values, Quantization by) {
  std::vector<std::int8_t> result;
  for (const float value : values) {
    const double q = std::round(value / double{by.scale}) + by.zero_point;
    result.push_back(static_cast<std::int8_t>(std::clamp(q, -128.0, 127.0)));
  }
  return result;
}

std::unique_ptr<SsdDecoder> make_decoder(SsdOptions options = {0.35f, 0.5f}) {
  auto decoder = std::make_unique<SsdDecoder>();
  EXPECT_TRUE(decoder->prepare(kDescription, options).ok());
  return decoder;
}

std::span<const Detection> decode(SsdDecoder& decoder, const Outputs& outputs) {
  return decoder.decode(std::span<const float>(outputs.boxes),
                        std::span<const float>(outputs.scores), kView, kPicture);
}

TEST(Box, OverlapIsSharedOverCoveredArea) {
  EXPECT_FLOAT_EQ(intersection_over_union({0, 0, 2, 2}, {1, 0, 3, 2}), 1.0f / 3);
  EXPECT_EQ(intersection_over_union({0, 0, 2, 2}, {0, 0, 2, 2}), 1);
  EXPECT_EQ(intersection_over_union({0, 0, 2, 2}, {2, 0, 3, 2}), 0);
  EXPECT_EQ(intersection_over_union({0, 0, 1, 1}, {2, 2, 3, 3}), 0);
  EXPECT_EQ(intersection_over_union({1, 1, 1, 1}, {1, 1, 1, 1}), 0);
}

TEST(Box, ClipsToThePicture) {
  EXPECT_EQ(clip({-5, 10, 700, 20}, kPicture), (Box{0, 10, 600, 20}));
  EXPECT_EQ(clip({-9, 310, -5, 320}, kPicture), (Box{0, 300, 0, 300}));
  EXPECT_EQ(clip({NAN, NAN, INFINITY, -INFINITY}, kPicture), (Box{0, 0, 600, 0}));
}

TEST(Anchors, LieRowByRowShapeByShape) {
  const auto& grids = ssd_mobilenet_v2_oidv4::kAnchors;
  const Anchor first = anchor_at(grids, 0);
  EXPECT_FLOAT_EQ(first.x, 0.5f / 19);
  EXPECT_FLOAT_EQ(first.shape.width, 0.1f);
  EXPECT_FLOAT_EQ(first.shape.height, 0.1f);
  const Anchor wide = anchor_at(grids, 3 * 20 + 1);  // second row, second cell
  EXPECT_FLOAT_EQ(wide.x, 1.5f / 19);
  EXPECT_FLOAT_EQ(wide.y, 1.5f / 19);
  EXPECT_NEAR(wide.shape.width, 0.2 * std::sqrt(2.0), 1e-7);
  EXPECT_NEAR(wide.shape.height, 0.2 / std::sqrt(2.0), 1e-7);
  const Anchor second_layer = anchor_at(grids, 19 * 19 * 3 + 5);
  EXPECT_FLOAT_EQ(second_layer.x, 0.05f);
  EXPECT_NEAR(second_layer.shape.width, std::sqrt(0.35 * 0.5), 1e-7);
  const Anchor last = anchor_at(grids, 1916);
  EXPECT_FLOAT_EQ(last.y, 0.5f);
  EXPECT_NEAR(last.shape.height, std::sqrt(0.95), 1e-7);
}

TEST(SsdDecoder, PlacesABoxInThePicture) {
  const auto decoder = make_decoder();
  Outputs outputs;
  outputs.logit(1916, 4) = 0.5f;
  // One layer above the last: centre (.25, .25), square of scale 0.8.
  const std::size_t anchor = 1917 - 6 - 24;
  outputs.logit(anchor, 23) = 1;
  outputs.boxes[anchor * 4 + 0] = 2;                    // y: + 0.2 * 0.8
  outputs.boxes[anchor * 4 + 1] = 1;                    // x: + 0.1 * 0.8
  outputs.boxes[anchor * 4 + 2] = 5 * std::log(0.5f);   // half as high
  outputs.boxes[anchor * 4 + 3] = 5 * std::log(0.25f);  // a quarter as wide

  const auto found = decode(*decoder, outputs);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].label, LabelIndex{23});
  EXPECT_NEAR(found[0].score, 1 / (1 + std::exp(-1.0)), 1e-6);
  EXPECT_NEAR(found[0].box.x0, 600 * (0.25 + 0.08 - 0.1), 1e-3);
  EXPECT_NEAR(found[0].box.x1, 600 * (0.25 + 0.08 + 0.1), 1e-3);
  EXPECT_NEAR(found[0].box.y0, 300 * (0.25 + 0.16 - 0.2), 1e-3);
  EXPECT_NEAR(found[0].box.y1, 300 * (0.25 + 0.16 + 0.2), 1e-3);
  EXPECT_EQ(found[1].label, LabelIndex{4});

  // The same seen through a crop that reaches beyond the picture.
  const auto cropped =
      decoder->decode(std::span<const float>(outputs.boxes), std::span<const float>(outputs.scores),
                      {500, 100, 700, 200}, kPicture);
  ASSERT_EQ(cropped.size(), 2u);
  EXPECT_NEAR(cropped[0].box.x0, 500 + 200 * (0.25 + 0.08 - 0.1), 1e-3);
  EXPECT_NEAR(cropped[0].box.y1, 100 + 100 * (0.25 + 0.16 + 0.2), 1e-3);
  EXPECT_EQ(cropped[1].box.x1, 600);
}

TEST(SsdDecoder, NeverReportsTheBackground) {
  const auto decoder = make_decoder({0.0f, 0.5f});
  for (const Detection& detection : decode(*decoder, Outputs())) {
    EXPECT_NE(detection.label, LabelIndex{0});
  }
}

TEST(SsdDecoder, KeepsTheBestOfOverlappingBoxesOfOneClass) {
  const auto decoder = make_decoder();
  Outputs outputs;
  // Three shapes of one cell: a square of .35, and 2:1 and 1:2 of the same area.
  const std::size_t cell = 19 * 19 * 3 + 6 * 55;
  outputs.logit(cell, 4) = 0.1f;
  outputs.logit(cell + 5, 4) = 0.3f;   // a square a little larger: overlaps by .7
  outputs.logit(cell + 1, 20) = 0.2f;  // another class stays
  const auto found = decode(*decoder, outputs);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_NEAR(found[0].score, logistic(0.3f), 1e-6);
  EXPECT_EQ(found[1].label, LabelIndex{20});

  const auto tolerant = make_decoder({0.35f, 0.75f});
  EXPECT_EQ(decode(*tolerant, outputs).size(), 3u);
}

TEST(SsdDecoder, ReadsInt8LikeFloat) {
  const Quantization box_by = {0.05f, 3};
  const Quantization score_by = {0.08f, 40};
  const auto decoder = make_decoder();
  decoder->set_quantization(box_by, score_by);
  Outputs outputs;
  for (std::size_t i = 0; i < outputs.boxes.size(); ++i) {
    outputs.boxes[i] = 0.05f * static_cast<float>(static_cast<int>(i * 37 % 101) - 50);
  }
  for (std::size_t a = 0; a < 1917; a += 61) {
    outputs.logit(a, 1 + a % 23) = 0.08f * static_cast<float>(static_cast<int>(a % 40) - 15);
  }
  const auto expected = decode(*decoder, outputs);
  const std::vector<Detection> float_result(expected.begin(), expected.end());
  ASSERT_GT(float_result.size(), 5u);

  const auto boxes = quantize(outputs.boxes, box_by);
  const auto scores = quantize(outputs.scores, score_by);
  const auto found = decoder->decode(std::span<const std::int8_t>(boxes),
                                     std::span<const std::int8_t>(scores), kView, kPicture);
  ASSERT_EQ(found.size(), float_result.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_EQ(found[i].label, float_result[i].label);
    EXPECT_NEAR(found[i].score, float_result[i].score, 1e-5);
    EXPECT_NEAR(found[i].box.x0, float_result[i].box.x0, 1e-2);
    EXPECT_NEAR(found[i].box.y1, float_result[i].box.y1, 1e-2);
  }
}

TEST(SsdDecoder, ThresholdIsInclusiveAndExactInInt8) {
  std::vector<std::int8_t> boxes(1917 * 4, 0);
  std::vector<std::int8_t> scores(1917 * kClasses, -128);
  scores[100 * kClasses + 4] = 10;
  for (const auto& [threshold, seen] : {std::pair{0.5f, true}, {0.501f, false}, {0.499f, true}}) {
    const auto decoder = make_decoder({threshold, 0.5f});
    decoder->set_quantization({0.1f, 0}, {0.1f, 10});
    const auto found = decoder->decode(std::span<const std::int8_t>(boxes),
                                       std::span<const std::int8_t>(scores), kView, kPicture);
    EXPECT_EQ(found.size() == 1, seen) << threshold;
  }
}

TEST(SsdDecoder, KeepsTheBestWhenThereAreTooMany) {
  const auto decoder = make_decoder({0.1f, 1.0f});
  Outputs outputs;
  for (std::size_t a = 0; a < 1917; ++a) outputs.logit(a, 4) = 0.001f * static_cast<float>(a % 700);
  const auto found = decode(*decoder, outputs);
  ASSERT_EQ(found.size(), SsdDecoder::kMaxDetections);
  for (std::size_t i = 0; i < found.size(); ++i) {
    // 699, 698, ... each twice (anchors a and a + 700)
    EXPECT_NEAR(found[i].score, logistic(0.001 * static_cast<double>(699 - i / 2)), 1e-6) << i;
  }
}

TEST(SsdDecoder, PrefersTheEarlierAnchorOfEquals) {
  const auto decoder = make_decoder({0.35f, 0.0f});
  Outputs outputs;
  outputs.logit(1911, 4) = 1;  // a square of .95 and shapes of the same area, all overlapping
  outputs.logit(1912, 4) = 1;
  outputs.logit(1913, 4) = 1;
  const auto found = decode(*decoder, outputs);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_NEAR(found[0].box.width(), 600 * 0.95, 1e-2);
}

TEST(SsdDecoder, SurvivesAnyFloat) {
  const auto decoder = make_decoder();
  Outputs outputs;
  const float odd[] = {NAN, INFINITY, -INFINITY, 3e38f, -3e38f, 1e-40f};
  for (std::size_t i = 0; i < outputs.boxes.size(); ++i) outputs.boxes[i] = odd[i % 5];
  for (std::size_t i = 0; i < outputs.scores.size(); ++i) outputs.scores[i] = odd[i % 6];
  for (const Detection& detection : decode(*decoder, outputs)) {
    EXPECT_GT(detection.box.area(), 0);
    EXPECT_LE(detection.box.x1, 600);
  }
}

TEST(SsdDecoder, LearnsTheOutputsFromAModel) {
  const std::array inputs = {ModelTensor{"image", {1, 300, 300, 3}, 0.0078f, -1, 0, 270000}};
  std::array outputs = {ModelTensor{"scores", {1, 1, 1917, 24}, 0.1f, 10, 0, 1917 * 24},
                        ModelTensor{"boxes", {1, 1, 1917, 4}, 0.1f, -128, 1917 * 24, 1917 * 4}};
  Model model = {};
  model.inputs = inputs;
  model.outputs = outputs;
  std::vector<std::byte> arena(1917 * 28, std::byte{0x80});
  arena[100 * 24 + 4] = std::byte{10};

  SsdDecoder decoder;
  ASSERT_TRUE(decoder.prepare(kDescription, {0.5f, 0.5f}, model).ok());
  const auto found = decoder.decode(model, arena.data(), kView, kPicture);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].label, ssd_mobilenet_v2_oidv4::kPerson);

  outputs[1].shape[2] = 1916;
  EXPECT_EQ(decoder.prepare(kDescription, {0.5f, 0.5f}, model).code, Code::kUnsupported);
}

TEST(SsdDecoder, RefusesNonsense) {
  SsdDecoder decoder;
  EXPECT_TRUE(decode(decoder, Outputs()).empty());
  EXPECT_EQ(decoder.prepare(kDescription, {1.5f, 0.5f}).code, Code::kUnsupported);
  EXPECT_EQ(decoder.prepare(kDescription, {0.5f, NAN}).code, Code::kUnsupported);
  SsdDescription empty = kDescription;
  empty.anchors = {};
  EXPECT_EQ(decoder.prepare(empty, {}).code, Code::kUnsupported);
  ASSERT_TRUE(decoder.prepare(kDescription, {}).ok());
  Outputs outputs;
  outputs.logit(5, 4) = 5;
  outputs.boxes.pop_back();
  EXPECT_TRUE(decode(decoder, outputs).empty());
}

}  // namespace
}  // namespace ocellus
