#include "runtime/detect/picture_detector.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstring>
#include <memory>
#include <vector>

#include "runtime/detect/blazeface_short_range.hpp"
#include "runtime/detect/face_detector.hpp"

namespace ocellus {
namespace {

constexpr auto& kFaces = blazeface_short_range::kDescription;
constexpr std::int32_t kSide = 128;
constexpr std::size_t kAnchors = 896;
constexpr std::size_t kImageBytes = std::size_t{3} * kSide * kSide;
constexpr std::size_t kArenaBytes = kImageBytes + kAnchors * 17;

// A model that takes the middle of everything bright for a face, with one eye at its upper left
// corner: it reports what it was shown, from the anchor of the first cell.
void find_the_bright(std::byte* arena) noexcept {
  std::int32_t left = kSide, top = kSide, right = -1, bottom = -1;
  const auto* image = reinterpret_cast<const std::int8_t*>(arena);
  for (std::int32_t y = 0; y < kSide; ++y) {
    for (std::int32_t x = 0; x < kSide; ++x) {
      if (image[3 * (y * kSide + x)] < 0) continue;
      left = x < left ? x : left;
      right = x > right ? x : right;
      top = y < top ? y : top;
      bottom = y > bottom ? y : bottom;
    }
  }
  auto* coordinates = reinterpret_cast<std::int8_t*>(arena + kImageBytes);
  auto* scores = coordinates + kAnchors * 16;
  std::memset(coordinates, 0, kAnchors * 16);
  std::memset(scores, -128, kAnchors);
  constexpr std::int32_t kAnchorAt = 4;  // pixels: the middle of an 8-pixel cell
  const std::int32_t width = right + 1 - left;
  const std::int32_t height = bottom + 1 - top;
  coordinates[0] = static_cast<std::int8_t>(left + width / 2 - kAnchorAt);
  coordinates[1] = static_cast<std::int8_t>(top + height / 2 - kAnchorAt);
  coordinates[2] = static_cast<std::int8_t>(width);
  coordinates[3] = static_cast<std::int8_t>(height);
  coordinates[4] = static_cast<std::int8_t>(left - kAnchorAt);
  coordinates[5] = static_cast<std::int8_t>(top - kAnchorAt);
  scores[0] = 100;
}

constexpr std::array kInputs = {
    ModelTensor{"image", {1, kSide, kSide, 3}, 2.0f / 255, -1, 0, kImageBytes}};
constexpr std::array kOutputs = {
    ModelTensor{"coordinates", {1, 1, kAnchors, 16}, 1, 0, kImageBytes, kAnchors * 16},
    ModelTensor{"scores", {1, 1, kAnchors, 1}, 0.1f, 0, kImageBytes + kAnchors * 16, kAnchors}};

Model bright_model() {
  Model model = {};
  model.arena_bytes = kArenaBytes;
  model.inputs = kInputs;
  model.outputs = kOutputs;
  model.run = find_the_bright;
  return model;
}

// A bright rectangle on a dark picture comes back where it was, whatever was added around it.
void expect_there_and_back(PixelSize picture, Region region, const Region& bright) {
  SCOPED_TRACE(testing::Message() << picture.width << " x " << picture.height);
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(picture.width * picture.height), 30);
  for (std::int32_t y = bright.y; y < bright.y + bright.height; ++y) {
    for (std::int32_t x = bright.x; x < bright.x + bright.width; ++x) {
      pixels[static_cast<std::size_t>(y * picture.width + x)] = 250;
    }
  }
  const ImageView view = {PixelFormat::kGrey8,
                          picture.width,
                          picture.height,
                          {pixels.data(), nullptr, nullptr},
                          {picture.width, 0, 0}};
  const Model model = bright_model();
  std::vector<std::byte> arena(kArenaBytes);
  const auto detector = std::make_unique<FaceDetector>();
  ASSERT_TRUE(detector->prepare(kFaces, BlazeOptions::defaults(kFaces), model, arena).ok());
  ASSERT_TRUE(detector->aim(picture, region).ok());
  ASSERT_TRUE(detector->load(view).ok());

  // Black, not grey, where there is no picture.
  const std::int32_t longer = std::max(region.width, region.height);
  const auto* image = reinterpret_cast<const std::int8_t*>(arena.data());
  if (longer != region.width || longer != region.height) {
    EXPECT_EQ(image[0], -128);
    EXPECT_EQ(image[kImageBytes - 1], -128);
  }
  EXPECT_GT(image[3 * (kSide / 2 * kSide + kSide / 2)], -128);

  detector->infer();
  const auto found = detector->detections();
  ASSERT_EQ(found.size(), 1u);
  // A pixel of the model's input, and the box's own half pixel, in pixels of the picture.
  const double step = 1.5 * longer / kSide;
  EXPECT_NEAR(found[0].box.x0, bright.x, step);
  EXPECT_NEAR(found[0].box.y0, bright.y, step);
  EXPECT_NEAR(found[0].box.x1, bright.x + bright.width, step);
  EXPECT_NEAR(found[0].box.y1, bright.y + bright.height, step);
  const Point eye = detector->decoder().key_points(0)[0];
  EXPECT_NEAR(eye.x, bright.x, step);
  EXPECT_NEAR(eye.y, bright.y, step);
}

TEST(FaceDetector, MapsBoxesBackThroughTheLetterbox) {
  expect_there_and_back({640, 480}, {0, 0, 640, 480}, {100, 300, 120, 90});
  expect_there_and_back({480, 640}, {0, 0, 480, 640}, {300, 100, 90, 120});
  expect_there_and_back({1000, 90}, {0, 0, 1000, 90}, {700, 20, 60, 60});      // very wide
  expect_there_and_back({77, 901}, {0, 0, 77, 901}, {10, 600, 60, 100});       // very tall
  expect_there_and_back({128, 128}, {0, 0, 128, 128}, {60, 60, 21, 31});       // neither
  expect_there_and_back({50, 40}, {0, 0, 50, 40}, {8, 20, 10, 12});            // enlarged
  expect_there_and_back({640, 480}, {301, 33, 100, 400}, {320, 200, 50, 60});  // a tall crop
}

TEST(FaceDetector, RefusesASmallArenaAndAStrangeModel) {
  const auto detector = std::make_unique<FaceDetector>();
  Model model = bright_model();
  std::vector<std::byte> arena(kArenaBytes);
  EXPECT_EQ(detector->prepare(kFaces, {}, model, std::span(arena).first(kArenaBytes - 1)).code,
            Code::kTooLarge);
  model.outputs = std::span(kOutputs).first(1);
  EXPECT_EQ(detector->prepare(kFaces, {}, model, arena).code, Code::kUnsupported);
}

}  // namespace
}  // namespace ocellus
