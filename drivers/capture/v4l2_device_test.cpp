#include "drivers/capture/v4l2_device.hpp"

#include <gtest/gtest.h>

#include "drivers/capture/fake_video_system.hpp"

namespace ocellus::capture {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Offer = FakeVideoSystem::Offer;

constexpr const char* kPath = "/dev/video0";
constexpr Offer kJpeg = {.name = kMotionJpeg, .width = 640, .height = 480};
constexpr Offer kSmallYuyv = {
    .name = four_cc("YUYV"), .width = 320, .height = 240, .bytes_per_row = 640};
constexpr Offer kYuyv = {
    .name = four_cc("YUYV"), .width = 640, .height = 480, .bytes_per_row = 1280};
constexpr Offer kBayer = {
    .name = four_cc("RGGB"), .width = 640, .height = 480, .bytes_per_row = 640};
constexpr Offer kH264 = {.name = four_cc("H264"), .width = 640, .height = 480};

class V4l2DeviceTest : public testing::Test {
 protected:
  FakeVideoSystem system_;
  V4l2Device device_{system_};

  FourCc chosen(std::vector<Offer> offers, CameraWish wish = {}) {
    system_.offers = std::move(offers);
    return device_.open(kPath, wish).ok() ? device_.format().name : FourCc{};
  }
  void TearDown() override {
    device_.close();
    EXPECT_TRUE(system_.violations.empty()) << system_.violations.front();
    EXPECT_EQ(system_.mapped(), 0u);
    EXPECT_FALSE(system_.is_open());
  }
};

TEST_F(V4l2DeviceTest, TakesTheNearestSizeThenTheBestFormat) {
  EXPECT_EQ(chosen({kSmallYuyv, kJpeg}), kMotionJpeg);
  EXPECT_EQ(chosen({kYuyv, kJpeg}), kMotionJpeg);
  EXPECT_EQ(chosen({kSmallYuyv, kJpeg}, {.width = 320, .height = 240}), four_cc("YUYV"));
  EXPECT_EQ(chosen({kJpeg, kYuyv}, {.format = four_cc("YUYV")}), four_cc("YUYV"));
  EXPECT_EQ(chosen({kH264, kYuyv}), four_cc("YUYV"));
  EXPECT_EQ(chosen({kBayer, kYuyv}, {.conversions = true}), four_cc("YUYV"));
  EXPECT_EQ(chosen({kBayer}, {.conversions = true}), four_cc("RGGB"));
}

TEST_F(V4l2DeviceTest, SaysWhyThereAreNoPictures) {
  const auto fault = [this](CameraWish wish = {}) { return device_.open(kPath, wish).fault; };
  system_.offers = {kBayer};
  EXPECT_EQ(fault(), CameraFault::kUnusable);
  EXPECT_EQ(fault({.conversions = true, .conversion_bytes = 1000}), CameraFault::kUnusable);
  system_.offers = {kJpeg};
  EXPECT_EQ(fault({.format = four_cc("YUYV")}), CameraFault::kUnusable);
  EXPECT_EQ(device_.open("/dev/video7", {}).fault, CameraFault::kAbsent);
  system_.open_error = EACCES;
  EXPECT_EQ(fault(), CameraFault::kUnusable);
  system_.open_error = ENODEV;
  EXPECT_EQ(fault(), CameraFault::kAbsent);
  system_.open_error = EMFILE;
  EXPECT_EQ(fault(), CameraFault::kDriverError);
  system_.open_error = 0;
  system_.capabilities = V4L2_CAP_META_CAPTURE | V4L2_CAP_STREAMING;
  EXPECT_EQ(fault(), CameraFault::kUnusable);
  system_.capabilities = V4L2_CAP_VIDEO_CAPTURE;
  EXPECT_EQ(fault(), CameraFault::kUnusable);
  system_.capabilities |= V4L2_CAP_STREAMING;
  EXPECT_TRUE(device_.open(kPath, {}).ok());
}

TEST_F(V4l2DeviceTest, SetsControlsAndSaysWhichAreRefused) {
  system_.period = Microseconds(100000);
  const CameraWish wish = {.rate = 30, .exposure = milliseconds(5), .mirrored = true};
  ASSERT_TRUE(device_.open(kPath, wish).ok());
  EXPECT_EQ(system_.control_values[V4L2_CID_EXPOSURE_AUTO], V4L2_EXPOSURE_MANUAL);
  EXPECT_EQ(system_.control_values[V4L2_CID_EXPOSURE_ABSOLUTE], 50);
  EXPECT_EQ(device_.rate(), 10);
  EXPECT_TRUE(device_.refused(CameraSetting::kRate));
  EXPECT_FALSE(device_.refused(CameraSetting::kExposure));
  EXPECT_TRUE(device_.refused(CameraSetting::kMirrored));
  EXPECT_FALSE(device_.refused(CameraSetting::kUpsideDown));  // nobody asked
}

TEST_F(V4l2DeviceTest, PicturesComeInOrderAndNoneWithoutWaiting) {
  ASSERT_TRUE(device_.open(kPath, {}).ok());
  V4l2Device::Picture picture;
  EXPECT_EQ(device_.take(milliseconds(1), picture).status.code, Code::kTimeout);
  Microseconds last{0};
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(device_.take(seconds(1), picture).ok());
    EXPECT_FALSE(picture.damaged);
    EXPECT_GT(picture.time, last);
    last = picture.time;
    ASSERT_TRUE(device_.give_back().ok());
  }
}

}  // namespace
}  // namespace ocellus::capture
