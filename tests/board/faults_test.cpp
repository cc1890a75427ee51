// What can go wrong with a camera, on the virtual USB camera behind the kernel's own driver: each
// fault has its name in the journal's words, and detections come back.
#include <gtest/gtest.h>

#include <chrono>
#include <random>
#include <thread>

#include "platform/virt/board.hpp"
#include "tests/board/card.hpp"
#include "tests/board/device.hpp"

namespace ocellus::tests {
namespace {

using namespace std::chrono_literals;
using tools::board::CameraFault;
using Kind = CameraFault::Kind;

constexpr std::string_view kSettings =
    "[source]\npath = camera\n[watch]\nrate = 2\ntrace = yes\n[screen]\nenabled = no\n";
// From a fault's end to the next frame that the models see.
constexpr std::chrono::milliseconds kRecovery = 5s;

tools::board::VirtualBoardOptions options(const Card& card) {
  return {.image = card.path(), .pictures = BOARD_PICTURES, .pictures_per_second = 10};
}

bool is_seen_frame(const Saying& saying) { return saying.is_notice("frame"); }

class FaultsTest : public testing::Test {
 protected:
  FaultsTest() : card_(kSettings), device_(options(card_)) {
    EXPECT_TRUE(device_.next("a frame", is_seen_frame, 60s).has_value());
  }

  // The fault is told by its name, and once it is over the models see frames again in time.
  void suffer(const CameraFault& fault, std::string_view name,
              std::chrono::milliseconds lasts = 0ms) {
    SCOPED_TRACE(name);
    device_.board().camera()->apply(fault);
    ASSERT_TRUE(device_.next_notice("camera", "fault", name, lasts + 10s).has_value());
    std::this_thread::sleep_for(lasts);
    recover();
  }
  void recover() {
    ASSERT_TRUE(device_.next_notice("camera", "state", "recovered", kRecovery).has_value());
    ASSERT_TRUE(device_.next("a frame", is_seen_frame, kRecovery).has_value());
  }

  Card card_;
  Device device_;
};

TEST_F(FaultsTest, EachHasItsNameAndEnds) {
  suffer({.kind = Kind::kCorrupt, .count = 10}, "truncated");
  suffer({.kind = Kind::kShort, .count = 10}, "truncated");
  suffer({.kind = Kind::kStall, .count = 20}, "error-buffer");
  suffer({.kind = Kind::kFreeze, .time = 5s}, "frozen", 5s);
  suffer({.kind = Kind::kPause, .time = 3s}, "stalled", 3s);

  device_.board().camera()->apply({.kind = Kind::kUnplug});
  ASSERT_TRUE(device_.next_notice("camera", "fault", "disappeared", 10s).has_value());
  const auto led = platform::kVirtLinux.gpio.led;
  device_.board().gpio().take_edges();
  std::this_thread::sleep_for(6s);
  int flashes = 0;
  for (const auto& edge : device_.board().gpio().take_edges()) {
    if (edge.line == static_cast<int>(led) && edge.level) ++flashes;
  }
  EXPECT_GE(flashes, 2);  // two and a pause, in 2.5 s
  device_.board().camera()->apply({.kind = Kind::kPlug});
  recover();

  device_.board().camera()->apply({.kind = Kind::kUnplug});
  ASSERT_TRUE(device_.next_notice("camera", "fault", "disappeared", 10s).has_value());
  device_.board().camera()->apply(
      {.kind = Kind::kPlug, .formats = CameraFault::Formats::kYuyvOnly});
  ASSERT_TRUE(device_.next_notice("camera", "fault", "other-format", 10s).has_value());
  ASSERT_TRUE(device_.next_notice("camera", "state", "recovered", kRecovery).has_value());
  EXPECT_EQ(device_.starts(), 1) << device_.console();
}

TEST_F(FaultsTest, FiveHundredAtRandomInOneBoot) {
  std::mt19937 random(7);
  const auto pick = [&random](int low, int high) {
    return low + static_cast<int>(random() % static_cast<unsigned>(high - low + 1));
  };
  tools::board::CameraServer& camera = *device_.board().camera();
  const auto pause = [&pick] {
    std::this_thread::sleep_for(std::chrono::milliseconds(pick(10, 200)));
  };
  for (int i = 0; i < 500; ++i) {
    const auto count = static_cast<std::uint32_t>(pick(1, 4));
    const std::chrono::milliseconds time{pick(100, 1500)};
    switch (pick(0, 5)) {
      case 0:
        camera.apply({.kind = Kind::kCorrupt, .count = count});
        break;
      case 1:
        camera.apply({.kind = Kind::kShort, .count = count});
        break;
      case 2:
        camera.apply({.kind = Kind::kStall, .count = count});
        break;
      case 3:
        camera.apply({.kind = Kind::kFreeze, .time = time});
        break;
      case 4:
        camera.apply({.kind = Kind::kPause, .time = time});
        break;
      default:
        camera.apply({.kind = Kind::kUnplug});
        pause();
        camera.apply({.kind = Kind::kPlug, .formats = CameraFault::Formats::kAll});
        break;
    }
    pause();
    ASSERT_TRUE(device_.is_running()) << i;
  }
  camera.apply({.kind = Kind::kPlug, .formats = CameraFault::Formats::kAll});
  std::this_thread::sleep_for(3s);  // the longest freeze or pause

  // Whatever was told before now is behind us; from here on frames come, and none of them is a
  // fault.
  device_.hear_all();
  for (int i = 0; i < 2; ++i) {  // what ended with the first is told before the second
    ASSERT_TRUE(device_.next("a frame", is_seen_frame, kRecovery).has_value());
  }
  std::string last;
  int faults = 0;
  int recoveries = 0;
  for (const Saying& saying : device_.heard()) {
    if (!saying.is_notice("camera")) continue;
    faults += !saying["fault"].empty() && saying["state"].empty();
    recoveries += saying["state"] == "recovered";
    last = saying["state"];
  }
  std::printf("%d faults told, %d recoveries\n", faults, recoveries);
  EXPECT_EQ(last, "recovered");  // no outage is left open
  EXPECT_GE(faults, recoveries);
  EXPECT_GE(recoveries, 3);  // few, because a fault hardly ends before the next begins
  EXPECT_EQ(device_.starts(), 1) << device_.console();
}

TEST(AbsentCameraTest, OneThatComesLaterIsFound) {
  const Card card(kSettings);
  auto without = options(card);
  without.camera_plugged_in = false;
  Device device(without);
  ASSERT_TRUE(device.next_notice("camera", "fault", "absent", 60s).has_value());
  device.board().camera()->apply({.kind = Kind::kPlug});
  ASSERT_TRUE(device.next_notice("camera", "state", "recovered", kRecovery).has_value());
  ASSERT_TRUE(device.next("a frame", is_seen_frame, kRecovery).has_value());
}

}  // namespace
}  // namespace ocellus::tests
