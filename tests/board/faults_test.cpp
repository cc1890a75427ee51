// What can go wrong with a camera, on the virtual USB camera behind the kernel's own driver: each
// fault has its name in the journal's words, and detections come back.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "platform/virt/board.hpp"
#include "tests/board/card.hpp"
#include "tests/board/device.hpp"
#include "tests/board/kept.hpp"
#include "tests/board/knob.hpp"
#include "tests/board/storm.hpp"

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
  return {.image = card.path(),
          .keep_changes = true,  // on a card of one's own
          .pictures = BOARD_PICTURES,
          .pictures_per_second = 10};
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
  void switch_off_and_compare() {
    ASSERT_TRUE(device_.board().press(tools::board::Press::kDown).ok());
    ASSERT_TRUE(device_.board().wait_for_power_off(30s).ok()) << device_.situation();
    device_.hear_all();
    expect_kept(device_, card_);
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
  const unsigned storms = knob("OCELLUS_FAULT_STORMS", 1);
  const unsigned faults = knob("OCELLUS_FAULTS", 500);
  const unsigned first_seed = knob("OCELLUS_FAULT_SEED", 7);
  for (unsigned seed = first_seed; seed < first_seed + storms; ++seed) {
    SCOPED_TRACE(seed);
    Storm storm(*device_.board().camera(), seed);
    for (unsigned i = 0; i < faults; ++i) {
      storm.rage_once();
      ASSERT_TRUE(device_.is_running()) << i << device_.situation();
    }
    storm.wait_for_end();
    const auto end = Storm::Clock::now();

    // Whatever was told before now is behind us; from here on frames come.
    device_.hear_all();
    const std::string before = device_.situation();
    for (int i = 0; i < 2; ++i) {  // what ended with the first is told before the second
      ASSERT_TRUE(device_.next("a frame", is_seen_frame, kRecovery).has_value())
          << "at the storm's end:\n"
          << before;
      const std::chrono::duration<double> took = Storm::Clock::now() - end;
      std::printf("seed %u: %s frame %.1f s after the end\n", seed, i == 0 ? "first" : "second",
                  took.count());
    }
  }
  std::string last;
  int told = 0;
  int recoveries = 0;
  for (const Saying& saying : device_.heard()) {
    if (!saying.is_notice("camera")) continue;
    told += !saying["fault"].empty() && saying["state"].empty();
    recoveries += saying["state"] == "recovered";
    last = saying["state"];
  }
  std::printf("%d faults told, %d recoveries\n", told, recoveries);
  EXPECT_EQ(last, "recovered");  // no outage is left open
  EXPECT_GE(told, recoveries);
  // Few, because a fault hardly ends before the next begins.
  EXPECT_GE(recoveries, static_cast<int>(storms * std::max(faults / 150, 1U)));
  EXPECT_EQ(device_.starts(), 1) << device_.console();
  switch_off_and_compare();
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
