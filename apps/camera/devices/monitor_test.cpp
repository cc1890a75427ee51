#include "apps/camera/devices/monitor.hpp"

#include <gtest/gtest.h>

#include "drivers/display/fake_screen.hpp"

namespace ocellus::camera {
namespace {

using News = Monitor::News;
using std::chrono::milliseconds;

constexpr display::Time kStart{std::chrono::seconds(1000)};
constexpr Status kUnplugged = Status::failure(Code::kNotFound, "no screen");
constexpr Status kBroken = Status::failure(Code::kIo, "refused");

class MonitorTest : public testing::Test {
 protected:
  MonitorTest() { monitor_.start(screen_); }

  News show(milliseconds at) { return monitor_.show({}, kStart + at, status_); }
  bool due(milliseconds at) const { return monitor_.due(kStart + at); }

  display::FakeScreen screen_{{800, 480}};
  Monitor monitor_;
  Status status_;
};

TEST_F(MonitorTest, ShowsTenPicturesASecondAtMost) {
  EXPECT_TRUE(due(milliseconds(0)));
  EXPECT_EQ(show(milliseconds(0)), News::kConnected);
  EXPECT_FALSE(due(milliseconds(99)));
  EXPECT_TRUE(due(milliseconds(100)));
  EXPECT_EQ(show(milliseconds(100)), News::kNone);
  EXPECT_EQ(screen_.shown, 2U);
}

TEST_F(MonitorTest, LooksForAScreenOnceASecond) {
  screen_.status = kUnplugged;
  EXPECT_EQ(show(milliseconds(0)), News::kNone);
  EXPECT_FALSE(due(milliseconds(999)));
  EXPECT_TRUE(due(milliseconds(1000)));
  screen_.status = Status::success();
  EXPECT_EQ(show(milliseconds(1000)), News::kConnected);
  screen_.status = kUnplugged;
  EXPECT_EQ(show(milliseconds(1100)), News::kDisconnected);
  EXPECT_EQ(show(milliseconds(2100)), News::kNone);
}

TEST_F(MonitorTest, ARefusalIsToldOnceUntilItWorksAgain) {
  screen_.status = kBroken;
  EXPECT_EQ(show(milliseconds(0)), News::kRefused);
  EXPECT_EQ(status_.what, kBroken.what);
  EXPECT_EQ(show(milliseconds(1000)), News::kNone);
  screen_.status = Status::success();
  EXPECT_EQ(show(milliseconds(2000)), News::kConnected);
  screen_.status = kBroken;
  EXPECT_EQ(show(milliseconds(2100)), News::kRefused);
}

TEST_F(MonitorTest, APictureThatIsDroppedIsNoNews) {
  EXPECT_EQ(show(milliseconds(0)), News::kConnected);
  screen_.status = Status::failure(Code::kTimeout, "still flipping");
  EXPECT_EQ(show(milliseconds(100)), News::kNone);
  EXPECT_TRUE(due(milliseconds(200)));
}

TEST(MonitorWithoutAScreenTest, NothingIsDue) { EXPECT_FALSE(Monitor().due(kStart)); }

}  // namespace
}  // namespace ocellus::camera
