// What a person sees and touches: screen, lamp, alarm and button, from outside the board.
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "platform/virt/board.hpp"
#include "tests/board/card.hpp"
#include "tests/board/device.hpp"
#include "tests/board/shot.hpp"

namespace ocellus::tests {
namespace {

using namespace std::chrono_literals;
using tools::board::Press;

constexpr platform::GpioLines kLines = platform::kVirtLinux.gpio;

bool is_black(const std::uint8_t* p) { return p[0] + p[1] + p[2] < 24; }
bool is_white(const std::uint8_t* p) { return p[0] > 200 && p[1] > 200 && p[2] > 200; }
bool is_red(const std::uint8_t* p) { return p[0] > 140 && p[1] < 90 && p[2] < 90; }
bool is_grass(const std::uint8_t* p) { return p[1] > p[0] + 8 && p[1] > p[2] + 20; }

TEST(PanelTest, WhoStandsBeforeItSeesAndIsHeard) {
  const Card card(
      "[source]\npath = camera\n"
      "[line path]\nfrom = 50 100\nto = 50 0\n"
      "[gpio]\nalarm_on = appeared\nalarm_seconds = 2\n");
  Device device({.image = card.path(), .pictures = BOARD_PICTURES, .pictures_per_second = 2});
  auto& gpio = device.board().gpio();

  // The alarm is driven by the event, for its time.
  ASSERT_TRUE(device.next_event(60s).has_value());
  EXPECT_TRUE(gpio.wait_for_output(kLines.alarm, true, 2s).ok());
  // The screen: the picture in the middle, black beside it, boxes and text upon it.
  ASSERT_TRUE(device.next_event(60s).has_value());
  std::this_thread::sleep_for(3s);
  Shot shot;
  take(device, shot);
  ASSERT_FALSE(HasFatalFailure());
  EXPECT_GT(shot.share({0, 0, 70, 480}, is_black), 0.99);
  EXPECT_GT(shot.share({730, 0, 70, 480}, is_black), 0.99);
  EXPECT_GT(shot.share({90, 300, 300, 160}, is_grass), 0.5);
  EXPECT_GT(shot.share({80, 0, 640, 40}, is_white), 0.01);  // letters of the status

  // The button, short: a snapshot.
  ASSERT_TRUE(device.board().press(Press::kShort).ok());
  ASSERT_TRUE(device.next_notice("button", "press", "short", 10s).has_value());

  // Without a camera the screen says so, in white on red, and why.
  device.board().camera()->apply({.kind = tools::board::CameraFault::Kind::kUnplug});
  ASSERT_TRUE(device.next_notice("camera", "fault", "disappeared", 10s).has_value());
  std::this_thread::sleep_for(2s);
  take(device, shot);
  ASSERT_FALSE(HasFatalFailure());
  EXPECT_GT(shot.share({80, 430, 640, 50}, is_red), 0.2);
  EXPECT_GT(shot.share({100, 60, 600, 120}, is_black), 0.5);
  EXPECT_TRUE(gpio.wait_for_output(kLines.led, true, 5s).ok());

  // The button, long: orderly off, while it is still held.
  ASSERT_TRUE(device.board().press(Press::kDown).ok());
  EXPECT_TRUE(device.board().wait_for_power_off(30s).ok());
}

TEST(PanelTest, ThePowerKeySwitchesOff) {
  const Card card("[source]\npath = camera\n");
  Device device({.image = card.path(), .pictures = BOARD_PICTURES, .pictures_per_second = 2});
  ASSERT_TRUE(device.next_notice("camera", "state", "opened", 60s).has_value());
  ASSERT_TRUE(device.board().press_power().ok());
  EXPECT_TRUE(device.board().wait_for_power_off(30s).ok());
}

}  // namespace
}  // namespace ocellus::tests
