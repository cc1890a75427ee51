// The camera that comes by libcamera, out of a process of its own: it sees what it would see
// without, and outlives that process.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "tests/board/card.hpp"
#include "tests/board/desk.hpp"
#include "tests/board/device.hpp"

namespace ocellus::tests {
namespace {

using namespace std::chrono_literals;
using tools::board::CameraFault;

constexpr std::string_view kSettings =
    "[source]\npath = libcamera\n[watch]\ntrace = yes\n"
    "[line path]\nfrom = 50 100\nto = 50 0\n";

TEST(LibcameraTest, SaysWhatTheSameFramesSayOnTheDesk) {
  const Card card(kSettings);
  Device device({.image = card.path(), .pictures = BOARD_PICTURES, .pictures_per_second = 2});
  constexpr int kFrames = 10;
  expect_what_the_desk_says(device, kSettings, BOARD_PICTURES, kFrames);
}

TEST(LibcameraTest, TwentyKillsAndSomeHangsOfTheHelperAreOutlived) {
  constexpr double kLongest = 3;  // seconds
  const Card card(
      "[source]\npath = libcamera\n[model]\ndetectors = face\n[watch]\nrate = 5\ntrace = "
      "yes\n[screen]\nenabled = no\n");
  Device device({.image = card.path(), .pictures = BOARD_PICTURES, .pictures_per_second = 10});
  const auto sees = [&device](std::chrono::milliseconds patience) {
    ASSERT_TRUE(
        device
            .next(
                "a frame", [](const Saying& saying) { return saying.is_notice("frame"); }, patience)
            .has_value());
  };
  ASSERT_NO_FATAL_FAILURE(sees(60s));
  double longest = 0;
  for (int i = 1; i <= 20; ++i) {
    SCOPED_TRACE(i);
    ASSERT_TRUE(device.board().type("kill capture-libcamera\n").ok());
    ASSERT_TRUE(device.next_notice("camera", "fault", "helper-died", 10s).has_value());
    const auto notice = device.next_notice("camera", "state", "recovered", 10s);
    ASSERT_TRUE(notice.has_value());
    const double outage = notice->json.value("outage", 1e9);
    EXPECT_LT(outage, kLongest) << notice->text;
    longest = std::max(longest, outage);
    ASSERT_NO_FATAL_FAILURE(sees(3s));
  }
  std::printf("20 kills, the longest outage %.2f s\n", longest);

  // One that hangs gives no pictures any more.
  for (int i = 1; i <= 2; ++i) {
    ASSERT_TRUE(device.board().type("stop capture-libcamera\n").ok());
    ASSERT_TRUE(device.next_notice("camera", "fault", "stalled", 10s).has_value());
    const auto notice = device.next_notice("camera", "state", "recovered", 10s);
    ASSERT_TRUE(notice.has_value());
    EXPECT_LT(notice->json.value("outage", 1e9), kLongest) << notice->text;
    ASSERT_NO_FATAL_FAILURE(sees(3s));
  }

  // The camera's own faults have the names that they have without libcamera.
  device.board().camera()->apply({.kind = CameraFault::Kind::kUnplug});
  ASSERT_TRUE(device.next_notice("camera", "fault", "disappeared", 10s).has_value());
  std::this_thread::sleep_for(1s);
  device.board().camera()->apply({.kind = CameraFault::Kind::kPlug});
  ASSERT_TRUE(device.next_notice("camera", "state", "recovered", 5s).has_value());
  ASSERT_NO_FATAL_FAILURE(sees(3s));
  device.board().camera()->apply({.kind = CameraFault::Kind::kShort, .count = 3});
  ASSERT_TRUE(device.next_notice("camera", "fault", "truncated", 10s).has_value());
  ASSERT_TRUE(device.next_notice("camera", "state", "recovered", 5s).has_value());
  EXPECT_EQ(device.starts(), 1) << device.console();
}

}  // namespace
}  // namespace ocellus::tests
