#include "runtime/detect/blaze.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <random>
#include <vector>

#include "runtime/detect/blazeface_full_range.hpp"
#include "runtime/detect/blazeface_short_range.hpp"
#include "runtime/detect/blazepose_detector.hpp"
#include "runtime/detect/box.hpp"
#include "runtime/exponential.hpp"

namespace ocellus {
namespace {

constexpr auto& kDescription = blazeface_short_range::kDescription;
constexpr std::size_t kAnchors = 896;
constexpr std::size_t kValues = 16;  // x, y, w, h and six key points
constexpr PixelSize kPicture = {256, 128};
constexpr Box kView = {0, -64, 256, 192};  // letterboxed: two pixels of the picture per model pixel

struct Face {
  float x, y, width, height;  // pixels of the model's input
  float logit;
};

// Float outputs in which nothing is seen, to be written on.
struct Outputs {
  std::vector<float> coordinates = std::vector<float>(kAnchors * kValues);
  std::vector<float> scores = std::vector<float>(kAnchors, -9);

  // Key point k lies (k, 2 k) off the centre.
  void plant(std::size_t anchor, const Face& face) {
    const Anchor at = anchor_at(kDescription.anchors, anchor);
    float* values = coordinates.data() + anchor * kValues;
    const float x = face.x - 128 * at.x;
    const float y = face.y - 128 * at.y;
    values[0] = x;
    values[1] = y;
    values[2] = face.width;
    values[3] = face.height;
    for (int k = 0; k < 6; ++k) {
      values[4 + 2 * k] = x + static_cast<float>(k);
      values[5 + 2 * k] = y + static_cast<float>(2 * k);
    }
    scores[anchor] = face.logit;
  }
};

std::unique_ptr<BlazeDecoder> make_decoder(BlazeOptions options = {0.5f, 0.3f}) {
  auto decoder = std::make_unique<BlazeDecoder>();
  EXPECT_TRUE(decoder->prepare(kDescription, options).ok());
  return decoder;
}

std::span<const Detection> decode(BlazeDecoder& decoder, const Outputs& outputs) {
  return decoder.decode(std::span<const float>(outputs.coordinates),
                        std::span<const float>(outputs.scores), kView, kPicture);
}

std::vector<std::int8_t> quantize(const std::vector<float>& values, Quantization by) {
  std::vector<std::int8_t> result;
  for (const float value : values) {
    const double q = std::round(value / double{by.scale}) + by.zero_point;
    result.push_back(static_cast<std::int8_t>(std::clamp(q, -128.0, 127.0)));
  }
  return result;
}

TEST(BlazeAnchors, StandTogetherPerCellOfEqualStride) {
  const auto& anchors = blazeface_short_range::kAnchors;
  EXPECT_FLOAT_EQ(anchor_at(anchors, 0).x, 0.5f / 16);
  EXPECT_FLOAT_EQ(anchor_at(anchors, 1).x, 0.5f / 16);
  EXPECT_FLOAT_EQ(anchor_at(anchors, 2).x, 1.5f / 16);
  EXPECT_FLOAT_EQ(anchor_at(anchors, 2).y, 0.5f / 16);
  EXPECT_FLOAT_EQ(anchor_at(anchors, 32).y, 1.5f / 16);
  EXPECT_FLOAT_EQ(anchor_at(anchors, 512 + 5).x, 0.5f / 8);
  EXPECT_FLOAT_EQ(anchor_at(anchors, 512 + 6).x, 1.5f / 8);
  EXPECT_FLOAT_EQ(anchor_at(anchors, 895).y, 7.5f / 8);
}

TEST(BlazeAnchors, OfTheLargerModelsHaveTheirCounts) {
  EXPECT_EQ(anchor_count(blazeface_full_range::kAnchors), 2304u);
  EXPECT_FLOAT_EQ(anchor_at(blazeface_full_range::kAnchors, 49).x, 1.5f / 48);
  EXPECT_FLOAT_EQ(anchor_at(blazeface_full_range::kAnchors, 49).y, 1.5f / 48);
  const auto& pose = blazepose_detector::kAnchors;
  EXPECT_EQ(anchor_count(pose), 2254u);
  EXPECT_FLOAT_EQ(anchor_at(pose, 28 * 28 * 2).x, 0.5f / 14);
  EXPECT_FLOAT_EQ(anchor_at(pose, 28 * 28 * 2 + 14 * 14 * 2 + 6).x, 1.5f / 7);
}

TEST(BlazeDecoder, PlacesABoxAndItsKeyPointsInThePicture) {
  const auto decoder = make_decoder();
  Outputs outputs;
  outputs.plant(700, {40, 70, 20, 30, 2});
  const auto found = decode(*decoder, outputs);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_NEAR(found[0].score, 1 / (1 + std::exp(-2.0)), 1e-6);
  EXPECT_EQ(found[0].label, LabelIndex{0});
  EXPECT_NEAR(found[0].box.x0, 60, 1e-3);
  EXPECT_NEAR(found[0].box.y0, 2 * 55 - 64, 1e-3);
  EXPECT_NEAR(found[0].box.x1, 100, 1e-3);
  EXPECT_NEAR(found[0].box.y1, 2 * 85 - 64, 1e-3);
  const auto points = decoder->key_points(0);
  ASSERT_EQ(points.size(), 6u);
  for (int k = 0; k < 6; ++k) {
    EXPECT_NEAR(points[k].x, 2 * (40 + k), 1e-3) << k;
    EXPECT_NEAR(points[k].y, 2 * (70 + 2 * k) - 64, 1e-3) << k;
  }
}

TEST(BlazeDecoder, ClipsTheBoxButNotTheKeyPoints) {
  const auto decoder = make_decoder();
  Outputs outputs;
  outputs.plant(895, {126, 94, 30, 30, 2});  // reaches over the right and the lower edge
  outputs.plant(0, {64, 10, 20, 20, 3});     // in the black above the picture
  const auto found = decode(*decoder, outputs);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].box.x1, 256);
  EXPECT_EQ(found[0].box.y1, 128);
  EXPECT_NEAR(decoder->key_points(0)[5].x, 2 * 131, 1e-3);
  EXPECT_NEAR(decoder->key_points(0)[5].y, 2 * 104 - 64, 1e-3);
}

TEST(BlazeDecoder, JoinsOverlappingBoxesByScore) {
  const auto decoder = make_decoder();
  Outputs outputs;
  outputs.plant(100, {60, 64, 20, 20, 2.0f});
  outputs.plant(600, {64, 66, 24, 20, 0.5f});  // overlaps the first by .57
  outputs.plant(300, {100, 64, 20, 20, 1.0f});
  const auto found = decode(*decoder, outputs);
  ASSERT_EQ(found.size(), 2u);
  const double a = logistic(2.0), b = logistic(0.5);
  const auto mean = [&](double first, double second) { return (a * first + b * second) / (a + b); };
  EXPECT_NEAR(found[0].score, a, 1e-6);
  EXPECT_NEAR(found[0].box.x0, 2 * mean(50, 52), 1e-3);
  EXPECT_NEAR(found[0].box.y0, 2 * mean(54, 56) - 64, 1e-3);
  EXPECT_NEAR(found[0].box.x1, 2 * mean(70, 76), 1e-3);
  EXPECT_NEAR(found[0].box.y1, 2 * mean(74, 76) - 64, 1e-3);
  EXPECT_NEAR(decoder->key_points(0)[3].x, 2 * mean(63, 67), 1e-3);
  EXPECT_NEAR(decoder->key_points(0)[3].y, 2 * mean(70, 72) - 64, 1e-3);
  EXPECT_NEAR(found[1].score, logistic(1.0), 1e-6);
  EXPECT_NEAR(found[1].box.x0, 180, 1e-3);
  EXPECT_NEAR(decoder->key_points(1)[0].x, 200, 1e-3);

  // Told that faces may overlap more, it reports all three as they are.
  const auto tolerant = make_decoder({0.5f, 0.6f});
  ASSERT_EQ(decode(*tolerant, outputs).size(), 3u);
}

TEST(BlazeDecoder, JoinsByTheBestBoxNotByTheMean) {
  // A chain: each overlaps the next by 1/3, the ends by nothing.
  const auto decoder = make_decoder();
  Outputs outputs;
  outputs.plant(10, {40, 64, 20, 20, 3});
  outputs.plant(20, {50, 64, 20, 20, 2});
  outputs.plant(30, {60, 64, 20, 20, 1});
  const auto found = decode(*decoder, outputs);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_NEAR(found[1].box.x0, 100, 1e-3);
  EXPECT_NEAR(found[1].box.x1, 140, 1e-3);
}

TEST(BlazeDecoder, ThresholdIsInclusiveAndExactInInt8) {
  std::vector<std::int8_t> coordinates(kAnchors * kValues, 0);
  for (std::size_t a = 0; a < kAnchors; ++a) {
    coordinates[a * kValues + 2] = coordinates[a * kValues + 3] = 20;
  }
  std::vector<std::int8_t> scores(kAnchors, -128);
  scores[300] = 10;  // a logit of 0
  for (const auto& [threshold, seen] : {std::pair{0.5f, true}, {0.501f, false}, {0.499f, true}}) {
    const auto decoder = make_decoder({threshold, 0.3f});
    decoder->set_quantization({1, 0}, {0.1f, 10});
    const auto found = decoder->decode(std::span<const std::int8_t>(coordinates),
                                       std::span<const std::int8_t>(scores), kView, kPicture);
    EXPECT_EQ(found.size() == 1, seen) << threshold;
  }
}

TEST(BlazeDecoder, ReadsInt8LikeFloat) {
  const Quantization coordinates_by = {0.75f, -11};
  const Quantization scores_by = {0.03125f, 5};
  const auto decoder = make_decoder();
  decoder->set_quantization(coordinates_by, scores_by);
  Outputs outputs;
  std::mt19937 random(7);
  for (float& value : outputs.coordinates) {
    value = 0.75f * static_cast<float>(static_cast<int>(random() % 60));
  }
  for (std::size_t a = 0; a < kAnchors; a += 11) {
    outputs.scores[a] = 0.03125f * static_cast<float>(static_cast<int>(random() % 160) - 40);
  }
  const auto expected = decode(*decoder, outputs);
  const std::vector<Detection> float_result(expected.begin(), expected.end());
  ASSERT_GT(float_result.size(), 5u);
  std::vector<Point> float_points;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    float_points.push_back(decoder->key_points(i)[4]);
  }

  const auto coordinates = quantize(outputs.coordinates, coordinates_by);
  const auto scores = quantize(outputs.scores, scores_by);
  const auto found = decoder->decode(std::span<const std::int8_t>(coordinates),
                                     std::span<const std::int8_t>(scores), kView, kPicture);
  ASSERT_EQ(found.size(), float_result.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_EQ(found[i].score, float_result[i].score);
    EXPECT_EQ(found[i].box, float_result[i].box);
    EXPECT_EQ(decoder->key_points(i)[4], float_points[i]);
    if (i > 0) {
      EXPECT_LE(found[i].score, found[i - 1].score);
    }
  }
}

TEST(BlazeDecoder, KeepsToItsRoomWhateverTheOutputs) {
  // The decoder between two walls of known bytes.
  struct Fenced {
    std::array<std::uint8_t, 64> before;
    BlazeDecoder decoder;
    std::array<std::uint8_t, 64> after;
  };
  const auto fenced = std::make_unique<Fenced>();
  fenced->before.fill(0xa5);
  fenced->after.fill(0xa5);
  BlazeDecoder& decoder = fenced->decoder;
  std::mt19937 random(3);
  std::vector<std::int8_t> coordinates(kAnchors * kValues);
  std::vector<std::int8_t> scores(kAnchors);
  std::size_t most = 0;
  for (int round = 0; round < 60; ++round) {
    // From joining everything to joining nothing.
    const float overlap = static_cast<float>(round % 3) / 2;
    ASSERT_TRUE(decoder.prepare(kDescription, {0.01f, overlap}).ok());
    decoder.set_quantization({round % 2 == 0 ? 0.2f : 3e4f, round % 4 == 0 ? -128 : -60},
                             {0.1f, -128});
    for (auto& value : coordinates) value = static_cast<std::int8_t>(random());
    for (auto& value : scores) value = static_cast<std::int8_t>(random());
    const auto found = decoder.decode(std::span<const std::int8_t>(coordinates),
                                      std::span<const std::int8_t>(scores), kView, kPicture);
    ASSERT_LE(found.size(), BlazeDecoder::kMaxDetections);
    most = std::max(most, found.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
      ASSERT_GT(found[i].box.area(), 0);
      ASSERT_GE(found[i].box.x0, 0);
      ASSERT_LE(found[i].box.y1, 128);
      ASSERT_TRUE(i == 0 || found[i].score <= found[i - 1].score);
    }
  }
  EXPECT_EQ(most, BlazeDecoder::kMaxDetections);
  for (const auto& wall : {fenced->before, fenced->after}) {
    EXPECT_EQ(std::count(wall.begin(), wall.end(), 0xa5), 64);
  }
}

TEST(BlazeDecoder, SurvivesAnyFloat) {
  const auto decoder = make_decoder();
  Outputs outputs;
  const float odd[] = {NAN, INFINITY, -INFINITY, 3e38f, -3e38f, 1e-40f, 30, 64};
  std::mt19937 random(5);
  for (float& score : outputs.scores) score = odd[random() % 8];
  for (float& value : outputs.coordinates) value = random() % 16 != 0 ? 20 : odd[random() % 8];
  const auto found = decode(*decoder, outputs);
  ASSERT_GT(found.size(), 0u);
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_GT(found[i].box.area(), 0);
    EXPECT_LE(found[i].box.x1, 256);
    for (const Point& point : decoder->key_points(i)) {
      EXPECT_TRUE(std::isfinite(point.x) && std::isfinite(point.y));
    }
  }
}

TEST(BlazeDecoder, LearnsTheOutputsFromAModel) {
  const std::array inputs = {ModelTensor{"image", {1, 128, 128, 3}, 2.0f / 255, -1, 0, 49152}};
  std::array outputs = {ModelTensor{"scores", {1, 1, 896, 1}, 0.1f, 10, 0, 896},
                        ModelTensor{"boxes", {1, 1, 896, 16}, 1, 0, 896, 896 * 16}};
  Model model = {};
  model.inputs = inputs;
  model.outputs = outputs;
  std::vector<std::byte> arena(896 * 17, std::byte{20});
  std::fill_n(arena.begin(), 896, std::byte{0x80});
  arena[584] = std::byte{10};

  BlazeDecoder decoder;
  ASSERT_TRUE(decoder.prepare(kDescription, {0.5f, 0.3f}, model).ok());
  const auto found = decoder.decode(model, arena.data(), kView, kPicture);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_NEAR(found[0].box.width(), 40, 1e-3);

  outputs[1].shape[3] = 12;
  EXPECT_EQ(decoder.prepare(kDescription, {0.5f, 0.3f}, model).code, Code::kUnsupported);
  EXPECT_TRUE(decoder.decode(model, arena.data(), kView, kPicture).empty());
}

TEST(BlazeDecoder, RefusesNonsense) {
  BlazeDecoder decoder;
  EXPECT_TRUE(decode(decoder, Outputs()).empty());
  EXPECT_EQ(decoder.prepare(kDescription, {0, 0.3f}).code, Code::kUnsupported);
  EXPECT_EQ(decoder.prepare(kDescription, {1.5f, 0.3f}).code, Code::kUnsupported);
  EXPECT_EQ(decoder.prepare(kDescription, {0.5f, NAN}).code, Code::kUnsupported);
  BlazeDescription odd = kDescription;
  odd.anchors = {};
  EXPECT_EQ(decoder.prepare(odd, {}).code, Code::kUnsupported);
  odd = kDescription;
  const std::array<std::string_view, 7> too_many = {};
  odd.parts = too_many;
  EXPECT_EQ(decoder.prepare(odd, {}).code, Code::kUnsupported);
  ASSERT_TRUE(decoder.prepare(kDescription, {}).ok());
  Outputs outputs;
  outputs.plant(5, {64, 64, 20, 20, 2});
  ASSERT_EQ(decode(decoder, outputs).size(), 1u);
  outputs.coordinates.pop_back();
  EXPECT_TRUE(decode(decoder, outputs).empty());
}

}  // namespace
}  // namespace ocellus
