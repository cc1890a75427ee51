// Hundreds of random faults in one life of the camera: each is told by its name, none ends it.
#include <gtest/gtest.h>

#include <array>
#include <random>
#include <vector>

#include "drivers/capture/fake_video_system.hpp"
#include "drivers/capture/steady_camera.hpp"

namespace ocellus::capture {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Fault = FakeVideoSystem::Fault;
using Kind = CameraEvent::Kind;
using Faults = std::vector<CameraFault>;

struct Case {
  Fault fault;
  int least;  // milliseconds
  int most;
  Faults expected;
};

const std::vector<Case>& cases() {
  using enum CameraFault;
  static const std::vector<Case> kCases = {
      {Fault::kStall, 1300, 9000, {kStalled}},
      {Fault::kFreeze, 3000, 9000, {kFrozen}},
      {Fault::kErrorBuffers, 40, 6000, {kErrorBuffer}},
      {Fault::kShort, 40, 6000, {kTruncated}},
      {Fault::kGarbage, 40, 6000, {kCorrupt}},
      {Fault::kGone, 1, 9000, {kDisappeared}},
      {Fault::kSwapped, 1, 9000, {kDisappeared, kOtherFormat}},
      {Fault::kBusy, 2500, 9000, {kDisappeared, kBusy}},
      {Fault::kRefuseFormat, 2500, 9000, {kDisappeared, kUnusable}},
      {Fault::kRefuseBuffers, 2500, 9000, {kDisappeared, kDriverError}},
      {Fault::kRefuseStart, 2500, 9000, {kDisappeared, kDriverError}},
      {Fault::kRefuseQueue, 100, 2000, {kDriverError}},
      {Fault::kRefuseDequeue, 100, 2000, {kDriverError}},
      {Fault::kPollError, 100, 2000, {kDriverError}},
  };
  return kCases;
}

// What a program does with a camera, and what it must find.
struct Life {
  FakeVideoSystem system;
  SteadyCamera camera{system};
  std::vector<CameraEvent> events;
  std::uint64_t good = 0;
  std::uint64_t damaged = 0;
  std::uint64_t last_index = 0;
  Microseconds last_time{-1};
  Microseconds longest{0};
  std::size_t most_events = 0;

  Status step() {
    const Microseconds before = system.now();
    Frame frame;
    const Status status = camera.next(frame);
    longest = std::max(longest, system.now() - before);
    EXPECT_TRUE(status.ok() || status.code == Code::kTimeout || status.code == Code::kCorrupt ||
                status.code == Code::kTruncated);
    if (status.ok()) {
      EXPECT_TRUE(good == 0 || frame.index > last_index);
      EXPECT_GT(frame.time, last_time);
      last_index = frame.index;
      last_time = frame.time;
      ++good;
    } else if (status.code != Code::kTimeout) {
      ++damaged;
    }
    CameraEvent event;
    std::size_t count = 0;
    for (; camera.take_event(event); ++count) events.push_back(event);
    most_events = std::max(most_events, count);
    return status;
  }
  void run(Microseconds time) {
    const Microseconds end = system.now() + time;
    while (system.now() < end) (void)step();
  }
  void check() const {
    EXPECT_LE(longest, milliseconds(250));
    EXPECT_LE(most_events, 8u);
    EXPECT_EQ(camera.missed_events(), 0u);
    EXPECT_TRUE(system.violations.empty()) << system.violations.front();
    EXPECT_EQ(camera.good_frames(), good);
    // No buffer that the kernel gave is forgotten: it was a frame, or it is counted.
    EXPECT_EQ(camera.good_frames() + camera.lost_frames() + camera.overtaken_frames(),
              system.dequeued);
    // Every fault that is counted was told, every outage ended, and outages hold all lost frames.
    std::array<std::uint32_t, kCameraFaultCount> told = {};
    std::uint64_t lost = 0;
    bool outage = false;
    for (const CameraEvent& event : events) {
      if (event.kind == Kind::kFault) {
        ++told[static_cast<std::size_t>(event.fault)];
        outage = true;
      } else if (event.kind == Kind::kRecovered) {
        EXPECT_TRUE(outage);
        outage = false;
        lost += event.lost_frames;
      }
    }
    EXPECT_FALSE(outage);
    EXPECT_EQ(lost, camera.lost_frames());
    for (std::size_t i = 0; i < kCameraFaultCount; ++i) {
      EXPECT_EQ(told[i], camera.faults(static_cast<CameraFault>(i))) << i;
    }
  }
};

TEST(CameraFaults, FiveHundredOneAfterTheOther) {
  Life life;
  ASSERT_TRUE(life.camera.open({}).ok());
  life.run(seconds(1));
  std::mt19937 random(5);
  const auto pick = [&random](int low, int high) {
    return low + static_cast<int>(random() % static_cast<unsigned>(high - low + 1));
  };
  std::array<std::uint32_t, kCameraFaultCount> expected = {};
  Microseconds slowest{0};
  for (int i = 0; i < 500; ++i) {
    life.run(milliseconds(pick(50, 8000)));
    ASSERT_FALSE(life.camera.trouble().has_value()) << i;
    const Case& fault = cases()[random() % cases().size()];
    const Microseconds time = milliseconds(pick(fault.least, fault.most));
    const std::size_t before = life.events.size();
    const Microseconds end = life.system.now() + time;
    life.system.inject(fault.fault, time);
    life.run(time);
    while (life.camera.trouble().has_value() && life.system.now() < end + seconds(10)) {
      (void)life.step();
    }
    slowest = std::max(slowest, life.system.now() - end);
    ASSERT_LE(life.system.now() - end, seconds(5)) << i;

    Faults told;
    for (std::size_t at = before; at < life.events.size(); ++at) {
      if (life.events[at].kind == Kind::kFault) told.push_back(life.events[at].fault);
    }
    ASSERT_EQ(told, fault.expected)
        << i << ": " << static_cast<int>(fault.fault) << " for " << time.count();
    for (const CameraFault each : fault.expected) ++expected[static_cast<std::size_t>(each)];
  }
  for (std::size_t i = 0; i < kCameraFaultCount; ++i) {
    EXPECT_EQ(life.camera.faults(static_cast<CameraFault>(i)), expected[i]) << i;
  }
  life.check();
  RecordProperty("slowest_recovery_ms", static_cast<int>(slowest.count() / 1000));
}

TEST(CameraFaults, FiveHundredInEachOther) {
  Life life;
  ASSERT_TRUE(life.camera.open({.freeze = seconds(1)}).ok());
  std::mt19937 random(7);
  for (int i = 0; i < 500; ++i) {
    const auto fault = static_cast<Fault>(random() % FakeVideoSystem::kFaultCount);
    life.system.inject(fault, milliseconds(random() % 4000));
    life.run(milliseconds(random() % 1500));
    if (random() % 4 == 0) life.system.advance(milliseconds(random() % 5000));  // a busy program
  }
  life.run(seconds(10));
  EXPECT_EQ(life.camera.state(), SteadyCamera::State::kWatching);
  EXPECT_GT(life.good, 1000u);
  life.check();
}

}  // namespace
}  // namespace ocellus::capture
