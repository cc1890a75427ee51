// The motion gate on a real camera's video, in which people walk in every frame, and on one of its
// pictures standing still.
#include "runtime/vision/motion.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <random>
#include <vector>

#include "drivers/capture/avi_source.hpp"
#include "drivers/picture/picture.hpp"

namespace ocellus {
namespace {

constexpr std::size_t kFrames = 40;
constexpr float kPercent = 0.25f;  // a person an eighth of the picture high changes 0.4

class Video {
 public:
  Video() { EXPECT_TRUE(source_.open(OCELLUS_VIDEO).ok()); }

  // The next picture's luma; valid until the call after.
  ImageView next() {
    capture::Frame frame;
    ImageView view;
    picture::Size size;
    EXPECT_TRUE(source_.next(frame).ok());
    EXPECT_TRUE(decoder_.decode_samples(frame.bytes, {}, view, size).ok());
    time_ = {frame.time.count()};
    return view;
  }
  Microseconds time() const { return time_; }

 private:
  std::vector<std::uint8_t> memory_ = std::vector<std::uint8_t>(std::size_t{2} << 20);
  std::vector<std::byte> room_ = std::vector<std::byte>(std::size_t{8} << 20);
  capture::AviSource source_{memory_};
  picture::Decoder decoder_{room_};
  Microseconds time_;
};

Region whole(const ImageView& view) { return Region::whole({view.width, view.height}); }

TEST(MotionGate, PeopleWalkingPass) {
  Video video;
  MotionMeter meter;
  std::vector<float> shares;
  for (std::size_t i = 0; i < kFrames; ++i) {
    const ImageView view = video.next();
    shares.push_back(meter.measure(view, whole(view), video.time()));
  }
  std::sort(shares.begin(), shares.end());
  std::printf("people walking: %.2f .. %.2f percent of the picture change, half more than %.2f\n",
              static_cast<double>(shares.front()), static_cast<double>(shares[kFrames - 2]),
              static_cast<double>(shares[kFrames / 2]));
  EXPECT_GT(shares.front(), 4 * kPercent);
}

TEST(MotionGate, AStillPictureDoesNotForAllItsNoise) {
  Video video;
  ImageView view = video.next();
  const auto rows = static_cast<std::size_t>(view.height);
  const auto stride = static_cast<std::size_t>(view.strides[0]);
  const std::vector<std::uint8_t> still(view.planes[0], view.planes[0] + rows * stride);
  std::vector<std::uint8_t> noisy(still.size());
  view.format = PixelFormat::kGrey8;
  view.planes = {noisy.data(), nullptr, nullptr};

  std::mt19937 random(1);
  MotionMeter meter;
  for (std::size_t i = 0; i < kFrames; ++i) {
    std::transform(still.begin(), still.end(), noisy.begin(), [&](std::uint8_t level) {
      return static_cast<std::uint8_t>(
          std::clamp(level + static_cast<int>(random() % 5) - 2, 0, 255));
    });
    const float share =
        meter.measure(view, whole(view), milliseconds(100 * static_cast<std::int64_t>(i)));
    EXPECT_EQ(share, i == 0 ? 100 : 0);
  }
}

}  // namespace
}  // namespace ocellus
