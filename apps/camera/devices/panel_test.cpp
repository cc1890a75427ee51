#include "apps/camera/devices/panel.hpp"

#include <gtest/gtest.h>

#include "drivers/gpio/fake_lines.hpp"

namespace ocellus::camera {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr gpio::LineIndex kAlarm{5};
constexpr gpio::LineIndex kButton{6};
constexpr gpio::Time kStart{seconds(1000)};

class PanelTest : public testing::Test {
 protected:
  PanelTest() {
    const gpio::LineSettings settings[] = {{.line = kAlarm, .direction = gpio::Direction::kOutput},
                                           {.line = kButton}};
    EXPECT_TRUE(lines_.open(settings).ok());
  }

  gpio::FakeLines lines_;
  Panel panel_;
};

TEST_F(PanelTest, AnAlarmLastsItsTimeAndAnotherProlongsIt) {
  ASSERT_TRUE(panel_.open(lines_, {.alarm = kAlarm, .alarm_for = seconds(2)}, kStart).ok());
  EXPECT_FALSE(lines_.is_active(kAlarm));
  EXPECT_TRUE(panel_.raise_alarm(kStart).ok());
  EXPECT_TRUE(lines_.is_active(kAlarm));
  EXPECT_TRUE(panel_.raise_alarm(kStart + seconds(1)).ok());
  EXPECT_TRUE(panel_.update(kStart + milliseconds(2999)).ok());
  EXPECT_TRUE(lines_.is_active(kAlarm));
  EXPECT_TRUE(panel_.update(kStart + seconds(3)).ok());
  EXPECT_FALSE(lines_.is_active(kAlarm));
}

TEST_F(PanelTest, AnAlarmThatCannotBeEndedIsTriedAgain) {
  ASSERT_TRUE(panel_.open(lines_, {.alarm = kAlarm}, kStart).ok());
  EXPECT_TRUE(panel_.raise_alarm(kStart).ok());
  lines_.fail(Status::failure(Code::kIo, "refused"));
  EXPECT_EQ(panel_.update(kStart + seconds(3)).code, Code::kIo);
  lines_.fail(Status::success());
  EXPECT_TRUE(panel_.update(kStart + seconds(4)).ok());
  EXPECT_FALSE(lines_.is_active(kAlarm));
}

TEST_F(PanelTest, EveryPressIsToldOnce) {
  ASSERT_TRUE(panel_.open(lines_, {.button = kButton}, kStart).ok());
  EXPECT_EQ(panel_.take_press(kStart), std::nullopt);
  lines_.turn(kButton, true, kStart + milliseconds(100));
  lines_.turn(kButton, false, kStart + milliseconds(300));
  lines_.turn(kButton, true, kStart + milliseconds(500));
  const gpio::Time read = kStart + seconds(5);  // a program that was busy all the while
  EXPECT_EQ(panel_.take_press(read), gpio::Press::kShort);
  EXPECT_EQ(panel_.take_press(read), gpio::Press::kLong);
  EXPECT_EQ(panel_.take_press(read), std::nullopt);
}

TEST_F(PanelTest, AButtonHeldAtTheStartAsksForTheSelfTest) {
  lines_.turn(kButton, true, kStart - seconds(1));
  gpio::Edge edge;
  ASSERT_TRUE(lines_.next_edge(edge, kStart).ok());
  ASSERT_TRUE(panel_.open(lines_, {.button = kButton}, kStart).ok());
  EXPECT_EQ(panel_.take_press(kStart + milliseconds(1999)), std::nullopt);
  EXPECT_EQ(panel_.take_press(kStart + seconds(2)), gpio::Press::kHeldAtPowerOn);
}

TEST_F(PanelTest, WhatIsNotWiredDoesNothing) {
  ASSERT_TRUE(panel_.open(lines_, {}, kStart).ok());
  EXPECT_TRUE(panel_.raise_alarm(kStart).ok());
  EXPECT_TRUE(panel_.update(kStart + seconds(9)).ok());
  EXPECT_FALSE(lines_.is_active(kAlarm));
  lines_.turn(kButton, true, kStart);
  EXPECT_EQ(panel_.take_press(kStart + seconds(9)), std::nullopt);
}

}  // namespace
}  // namespace ocellus::camera
