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

namespace ocellus::tests {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds kRecovery = 5s;  // from a fault's end to a frame that is seen

// vivid's controls (vivid-ctrls.c): a percentage, and buttons.
constexpr const char* kDropAll = "control 0x00f0f040 100\n";
constexpr const char* kDropNone = "control 0x00f0f040 0\n";
constexpr const char* kDisconnect = "control 0x00f0f041 1\n";  // until its last user has closed it
constexpr const char* kErrorBuffer = "control 0x00f0f042 1\n";
constexpr const char* kNoBuffers = "control 0x00f0f043 1\n";
constexpr const char* kNoQueue = "control 0x00f0f044 1\n";
constexpr const char* kNoStart = "control 0x00f0f045 1\n";
constexpr const char* kQueueError = "control 0x00f0f046 1\n";
constexpr const char* kUnbind = "write /sys/bus/platform/drivers/vivid/unbind vivid.0\n";
constexpr const char* kBind = "write /sys/bus/platform/drivers/vivid/bind vivid.0\n";

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

  void order(const char* what) { ASSERT_TRUE(device_.board().type(what).ok()); }

  void is_told(std::string_view fault, std::string_view text = {}) {
    const auto notice = device_.next_notice("camera", "fault", fault, 15s);
    ASSERT_TRUE(notice.has_value());
    EXPECT_NE(notice->text.find(text), std::string::npos) << notice->text;
  }

  // The fault ends now, by this order where there is one.
  void ends(std::string_view name, const char* end = nullptr) {
    const Clock::time_point ended = Clock::now();
    if (end != nullptr) order(end);
    ASSERT_TRUE(device_.next_notice("camera", "state", "recovered", kRecovery).has_value());
    ASSERT_TRUE(device_.next("a frame", is_seen_frame, kRecovery).has_value());
    const Clock::duration took = Clock::now() - ended;
    EXPECT_LT(took, kRecovery);
    std::printf("%.*s: seen again after %lld ms\n", static_cast<int>(name.size()), name.data(),
                static_cast<long long>(took / 1ms));
  }

  Card card_;
  Device device_;
};

TEST_F(VividTest, EveryFaultOfTheDriverHasItsNameAndIsOutlived) {
  const auto suffer = [this](const char* begin, std::string_view name, std::string_view text,
                             const char* end = nullptr) {
    SCOPED_TRACE(begin);
    order(begin);
    ASSERT_NO_FATAL_FAILURE(is_told(name, text));
    ASSERT_NO_FATAL_FAILURE(ends(name, end));
  };
  suffer(kErrorBuffer, "error-buffer", "damaged");
  suffer(kDropAll, "stalled", "no pictures", kDropNone);
  suffer(kNoQueue, "driver-error", "take a buffer back");
  suffer(kQueueError, "driver-error", "Input/output error");
  suffer(kDisconnect, "disappeared", "");
  suffer(kUnbind, "disappeared", "", kBind);

  // What fails only when a camera is opened: a stalled one is opened again and again.
  for (const auto& [begin, text] :
       {std::pair(kNoBuffers, "gives no buffers"), std::pair(kNoStart, "does not start")}) {
    SCOPED_TRACE(begin);
    order(begin);
    order(kDropAll);
    ASSERT_NO_FATAL_FAILURE(is_told("stalled"));
    ASSERT_NO_FATAL_FAILURE(is_told("driver-error", text));
    ASSERT_NO_FATAL_FAILURE(ends("driver-error", kDropNone));
  }

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
