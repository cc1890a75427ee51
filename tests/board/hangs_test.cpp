// What hangs comes back by itself, to frames that the models see, and says why it was gone.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <string_view>
#include <thread>

#include "tests/board/card.hpp"
#include "tests/board/device.hpp"

namespace ocellus::tests {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr std::string_view kSettings =
    "[source]\npath = camera\n[watch]\nrate = 2\ntrace = yes\n[screen]\nenabled = no\n"
    "[watchdog]\nturn = 4\n";

// From a hang to the first frame that is seen again. An emulated board takes some seconds to start
// its camera and some more to start itself, and others may want the machine.
constexpr milliseconds kRestart = 4s + 3s + 15s;
constexpr milliseconds kReset = 15s + 45s;

class HangsTest : public testing::Test {
 protected:
  HangsTest() : card_(kSettings), device_({.image = card_.path(), .pictures = BOARD_PICTURES}) {
    EXPECT_TRUE(device_.next_notice("start", "cause", "power", 60s).has_value());
    EXPECT_TRUE(sees_a_frame(60s));
  }

  bool sees_a_frame(milliseconds patience) {
    const auto is_frame = [](const Saying& saying) { return saying.is_notice("frame"); };
    return device_.next("a frame", is_frame, patience).has_value();
  }
  // What the insider is told is done, or the board is gone before it can say so.
  void order(std::string_view words) {
    ASSERT_TRUE(device_.board().type(std::string(words) + "\n").ok());
  }
  // The board starts again, for this cause, and watches.
  std::string comes_back(std::string_view cause) {
    using Clock = std::chrono::steady_clock;
    const Clock::time_point hung = Clock::now();
    const auto start = device_.next_notice("start", "cause", cause, kReset);
    if (!start) return {};
    EXPECT_TRUE(sees_a_frame(kReset));
    const std::chrono::duration<double> outage = Clock::now() - hung;
    std::printf("%.*s: back after %.1f s\n", static_cast<int>(cause.size()), cause.data(),
                outage.count());
    return (*start)["text"];
  }
  bool told(std::string_view line) const {
    return device_.console().find(line) != std::string::npos;
  }
  bool was(std::string_view event) {
    const auto events = device_.board().take_events();
    return std::find(events.begin(), events.end(), event) != events.end();
  }

  Card card_;
  Device device_;
};

TEST_F(HangsTest, AStoppedCameraIsStartedAgain) {
  order("stop camera");
  device_.hear_all();
  ASSERT_TRUE(device_.next_notice("start", "text", "watching", kRestart).has_value());
  EXPECT_TRUE(sees_a_frame(kRestart));
  EXPECT_TRUE(told("boot: camera: no turn in time; killed (")) << device_.console();
  EXPECT_EQ(device_.starts(), 2) << device_.console();
  EXPECT_FALSE(was("RESET"));
}

TEST_F(HangsTest, AStoppedFirstProcessResetsTheBoard) {
  order("seize");
  EXPECT_EQ(comes_back("watchdog"), "boot: the watchdog ran out");
  EXPECT_TRUE(was("WATCHDOG"));
}

TEST_F(HangsTest, APanicIsToldInTheKernelsWords) {
  order("write /proc/sysrq-trigger c");
  const std::string text = comes_back("panic");
  EXPECT_NE(text.find("sysrq"), std::string::npos) << text;
  EXPECT_FALSE(was("WATCHDOG"));
}

// Which of them the kernel ends for it is not ours to say: frames come again, whatever it chose.
TEST_F(HangsTest, WhoTakesAllMemoryTakesNothingElse) {
  order("eat");
  ASSERT_TRUE(device_.next_notice("insider", "order", "eat", 10s).has_value());
  std::this_thread::sleep_for(5s);
  device_.hear_all();
  EXPECT_TRUE(sees_a_frame(kRestart));
  EXPECT_FALSE(was("RESET")) << device_.console();
}

TEST_F(HangsTest, ProcessesWithoutEndEndWithTheCamera) {
  order("multiply");
  ASSERT_TRUE(device_.next_notice("start", "text", "watching", 60s).has_value());
  EXPECT_TRUE(sees_a_frame(kRestart));
}

}  // namespace
}  // namespace ocellus::tests
