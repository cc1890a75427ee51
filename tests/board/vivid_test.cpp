// What the kernel's test camera, vivid, can do that no USB camera does on demand: a driver whose
// requests fail, and raw formats.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "tests/board/card.hpp"
#include "tests/board/device.hpp"
#include "tests/board/shot.hpp"
#include "tests/board/vivid_faults.hpp"

namespace ocellus::tests {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds kRecovery = 5s;  // from a fault's end to a frame that is seen

bool is_seen_frame(const Saying& saying) { return saying.is_notice("frame"); }

class VividTest : public testing::Test {
 protected:
  using Clock = std::chrono::steady_clock;

  VividTest()
      : card_(
            "[source]\npath = camera\n[camera]\nrate = 10\n[model]\ndetectors = "
            "face\n[watch]\nrate = 5\ntrace = "
            "yes\n[screen]\nenabled = no\n"),
        device_({.image = card_.path()}) {
    EXPECT_TRUE(device_.next("a frame", is_seen_frame, 60s).has_value());
  }

  void order(std::string_view what) {
    ASSERT_TRUE(device_.board().type(std::string(what) + "\n").ok());
  }

  void is_told(const VividFault::Notice& expected) {
    const auto notice = device_.next_notice("camera", "fault", expected.fault, 15s);
    ASSERT_TRUE(notice.has_value());
    EXPECT_NE(notice->text.find(expected.text), std::string::npos) << notice->text;
  }

  void suffer(const VividFault& fault) {
    SCOPED_TRACE(fault.name);
    for (const std::string_view begin : fault.begin) {
      if (!begin.empty()) order(begin);
    }
    for (const VividFault::Notice& notice : fault.told) {
      if (notice.fault.empty()) continue;
      ASSERT_NO_FATAL_FAILURE(is_told(notice));
    }
    const Clock::time_point ended = Clock::now();
    if (!fault.end.empty()) order(fault.end);
    ASSERT_TRUE(device_.next_notice("camera", "state", "recovered", kRecovery).has_value());
    ASSERT_TRUE(device_.next("a frame", is_seen_frame, kRecovery).has_value());
    const Clock::duration took = Clock::now() - ended;
    EXPECT_LT(took, kRecovery);
    std::printf("%.*s: seen again after %lld ms\n", static_cast<int>(fault.name.size()),
                fault.name.data(), static_cast<long long>(took / 1ms));
  }

  Card card_;
  Device device_;
};

TEST_F(VividTest, EveryFaultOfTheDriverHasItsNameAndIsOutlived) {
  for (const VividFault& fault : kVividFaults) ASSERT_NO_FATAL_FAILURE(suffer(fault));

  for (const Saying& saying : device_.heard()) {
    if (saying.is_notice("insider")) {
      EXPECT_EQ(saying["error"], "0") << saying.text;
    }
  }
  EXPECT_EQ(device_.starts(), 1) << device_.console();
}

// vivid's picture is eight bars of these colours.
constexpr std::array<std::array<int, 3>, 8> kBars = {{{191, 191, 191},
                                                      {191, 191, 0},
                                                      {0, 191, 191},
                                                      {0, 191, 0},
                                                      {191, 0, 191},
                                                      {191, 0, 0},
                                                      {0, 0, 191},
                                                      {0, 0, 0}}};

class VividFormatTest : public testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(VividFormatTest, IsWhatWasAskedForAndItsColoursAreRight) {
  const auto& [name, code] = GetParam();
  const Card card(std::string("[source]\npath = camera\n[camera]\nformat = ") + name +
                  "\nrate = 10\n[model]\ndetectors = face\n[watch]\nrate = 2\ntrace = yes\n");
  Device device({.image = card.path()});
  const auto opened = device.next_notice("camera", "state", "opened", 60s);
  ASSERT_TRUE(opened.has_value());
  EXPECT_EQ((*opened)["format"], code);
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(device.next("a frame", is_seen_frame, 30s).has_value());
  }
  Shot shot;
  take(device, shot);
  ASSERT_FALSE(HasFatalFailure());
  for (std::size_t bar = 0; bar < kBars.size(); ++bar) {
    constexpr int kTolerance = 32;
    const std::uint8_t* pixel = shot.at(120 + 80 * static_cast<int>(bar), 300);
    for (std::size_t channel = 0; channel < 3; ++channel) {
      EXPECT_LE(std::abs(pixel[channel] - kBars[bar][channel]), kTolerance)
          << "bar " << bar << ", channel " << channel << ": " << int{pixel[channel]};
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Formats, VividFormatTest,
                         testing::Values(std::pair("yuyv", "YUYV"), std::pair("nv12", "NV12"),
                                         std::pair("rgb24", "RGB3")),
                         [](const auto& about) { return std::string(about.param.first); });

// vivid gives another format in place of one that it has not got, without an error.
TEST(VividFormatRefusalTest, AFormatThatTheCameraLacksIsTold) {
  const Card card("[source]\npath = camera\n[camera]\nformat = mjpeg\n");
  Device device({.image = card.path()});
  const auto fault = device.next_notice("camera", "fault", "unusable", 60s);
  ASSERT_TRUE(fault.has_value());
  EXPECT_NE(fault->text.find("pixel format"), std::string::npos) << fault->text;
}

}  // namespace
}  // namespace ocellus::tests
