#include "drivers/capture/steady_camera.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "drivers/capture/fake_video_system.hpp"
#include "drivers/capture/open_source.hpp"

namespace ocellus::capture {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Fault = FakeVideoSystem::Fault;
using Kind = CameraEvent::Kind;
using State = SteadyCamera::State;

class SteadyCameraTest : public testing::Test {
 protected:
  FakeVideoSystem system_;
  SteadyCamera camera_{system_};
  std::vector<CameraEvent> events_;
  std::vector<std::uint8_t> memory_ = std::vector<std::uint8_t>(640 * 480 * 3);

  Status next(Frame& frame) {
    const Microseconds before = system_.now();
    const Status status = camera_.next(frame);
    EXPECT_LE(system_.now() - before, milliseconds(250));
    CameraEvent event;
    while (camera_.take_event(event)) events_.push_back(event);
    return status;
  }
  // Frames and what stands in for them, for that long; how many were good.
  int run(Microseconds time) {
    const Microseconds end = system_.now() + time;
    int good = 0;
    while (system_.now() < end) {
      Frame frame;
      if (next(frame).ok()) ++good;
    }
    return good;
  }
  std::vector<CameraFault> faults() const {
    std::vector<CameraFault> list;
    for (const CameraEvent& event : events_) {
      if (event.kind == Kind::kFault) list.push_back(event.fault);
    }
    return list;
  }
  // The fault for `time`, and then until the camera is well again.
  std::vector<CameraFault> suffer(Fault fault, Microseconds time) {
    events_.clear();
    system_.inject(fault, time);
    run(time + seconds(5));
    EXPECT_FALSE(camera_.trouble().has_value());
    EXPECT_EQ(camera_.state(), State::kWatching);
    if (events_.empty()) return {};
    EXPECT_EQ(events_.back().kind, Kind::kRecovered);
    return faults();
  }
  void TearDown() override {
    EXPECT_TRUE(system_.violations.empty()) << system_.violations.front();
    EXPECT_EQ(camera_.missed_events(), 0u);
  }
};

using Faults = std::vector<CameraFault>;

TEST_F(SteadyCameraTest, GivesFramesInOrder) {
  ASSERT_TRUE(camera_.open({}).ok());
  EXPECT_EQ(camera_.state(), State::kStarting);
  Microseconds first{0};
  Microseconds last{-1};
  for (std::uint64_t i = 0; i < 100; ++i) {
    Frame frame;
    ASSERT_TRUE(next(frame).ok());
    EXPECT_EQ(frame.index, i);
    EXPECT_GT(frame.time, last);
    last = frame.time;
    if (i == 0) first = last;
    EXPECT_EQ(frame.encoding, Encoding::kJpeg);
    EXPECT_EQ(frame.bytes[0], 0xFF);
  }
  EXPECT_EQ(last - first, 99 * system_.period);
  EXPECT_EQ(camera_.state(), State::kWatching);
  ASSERT_EQ(events_.size(), 1u);
  EXPECT_EQ(events_[0].kind, Kind::kOpened);
  EXPECT_EQ(events_[0].format.width, 640);
}

TEST_F(SteadyCameraTest, AFrameStaysUntilTheNextCall) {
  ASSERT_TRUE(camera_.open({}).ok());
  Frame frame;
  ASSERT_TRUE(next(frame).ok());
  const std::vector<std::uint8_t> copy(frame.bytes.begin(), frame.bytes.end());
  system_.advance(seconds(2));  // all other buffers are filled
  system_.inject(Fault::kGone, seconds(1));
  system_.advance(milliseconds(100));
  EXPECT_TRUE(std::equal(copy.begin(), copy.end(), frame.bytes.begin(), frame.bytes.end()));
}

TEST_F(SteadyCameraTest, WhoIsSlowGetsTheNewestPicture) {
  ASSERT_TRUE(camera_.open({}).ok());
  run(seconds(1));
  const std::uint64_t before = camera_.overtaken_frames();
  system_.advance(10 * system_.period);  // all other buffers are filled; the camera drops the rest
  const Microseconds asked = system_.now();
  Frame frame;
  ASSERT_TRUE(next(frame).ok());
  const std::uint64_t overtaken = camera_.overtaken_frames() - before;
  EXPECT_GE(overtaken, 2u);  // of four buffers, one was the caller's
  EXPECT_EQ(frame.index + 1, camera_.good_frames() + camera_.overtaken_frames());
  Frame after;
  ASSERT_TRUE(next(after).ok());
  EXPECT_GE(after.time, asked);  // nothing old was left
  EXPECT_EQ(camera_.lost_frames(), 0u);
}

TEST_F(SteadyCameraTest, EachFaultHasItsName) {
  ASSERT_TRUE(camera_.open({}).ok());
  run(seconds(1));
  EXPECT_EQ(suffer(Fault::kStall, seconds(2)), Faults{CameraFault::kStalled});
  EXPECT_EQ(suffer(Fault::kFreeze, seconds(4)), Faults{CameraFault::kFrozen});
  EXPECT_EQ(suffer(Fault::kErrorBuffers, milliseconds(130)), Faults{CameraFault::kErrorBuffer});
  EXPECT_EQ(suffer(Fault::kErrorBuffers, seconds(4)), Faults{CameraFault::kErrorBuffer});
  EXPECT_EQ(suffer(Fault::kShort, milliseconds(100)), Faults{CameraFault::kTruncated});
  EXPECT_EQ(suffer(Fault::kGarbage, milliseconds(100)), Faults{CameraFault::kCorrupt});
  EXPECT_EQ(suffer(Fault::kGone, seconds(3)), Faults{CameraFault::kDisappeared});
  EXPECT_EQ(suffer(Fault::kSwapped, seconds(3)),
            (Faults{CameraFault::kDisappeared, CameraFault::kOtherFormat}));
  EXPECT_EQ(camera_.format().width, 320);
  EXPECT_EQ(suffer(Fault::kBusy, seconds(3)),
            (Faults{CameraFault::kDisappeared, CameraFault::kBusy}));
  EXPECT_EQ(suffer(Fault::kRefuseFormat, seconds(3)),
            (Faults{CameraFault::kDisappeared, CameraFault::kUnusable}));
  for (const Fault fault : {Fault::kRefuseBuffers, Fault::kRefuseStart}) {
    EXPECT_EQ(suffer(fault, seconds(3)),
              (Faults{CameraFault::kDisappeared, CameraFault::kDriverError}));
  }
  for (const Fault fault : {Fault::kRefuseQueue, Fault::kRefuseDequeue, Fault::kPollError}) {
    EXPECT_EQ(suffer(fault, milliseconds(300)), Faults{CameraFault::kDriverError});
  }
  EXPECT_EQ(camera_.faults(CameraFault::kDisappeared), 6u);
  EXPECT_EQ(camera_.faults(CameraFault::kStalled), 1u);
}

TEST_F(SteadyCameraTest, StartsWithoutACamera) {
  system_.inject(Fault::kGone, seconds(20));
  ASSERT_TRUE(camera_.open({}).ok());
  EXPECT_EQ(camera_.state(), State::kSearching);
  EXPECT_EQ(run(seconds(20)), 0);
  EXPECT_EQ(faults(), Faults{CameraFault::kAbsent});
  EXPECT_EQ(camera_.trouble(), CameraFault::kAbsent);
  EXPECT_GT(run(seconds(1)), 15);
  ASSERT_EQ(events_.size(), 3u);
  EXPECT_EQ(events_[1].kind, Kind::kOpened);
  EXPECT_EQ(events_[2].kind, Kind::kRecovered);
  EXPECT_EQ(events_[2].fault, CameraFault::kAbsent);
  EXPECT_GE(events_[2].outage, seconds(20));
  EXPECT_LT(events_[2].outage, seconds(21));
  EXPECT_NEAR(events_[2].attempts, 80, 2);
}

TEST_F(SteadyCameraTest, FindsTheOneThatTakesPictures) {
  system_.path = "/dev/video11";
  ASSERT_TRUE(camera_.open({.path = kAnyCamera}).ok());
  EXPECT_EQ(camera_.state(), State::kStarting);
  ASSERT_TRUE(camera_.open({.path = "/dev/video0"}).ok());
  EXPECT_EQ(camera_.trouble(), CameraFault::kAbsent);
  system_.path = "/dev/video1";
  system_.capabilities = V4L2_CAP_META_CAPTURE | V4L2_CAP_STREAMING;
  ASSERT_TRUE(camera_.open({}).ok());
  EXPECT_EQ(camera_.trouble(), CameraFault::kAbsent);
  while (camera_.take_event(events_.emplace_back())) {
  }
}

TEST_F(SteadyCameraTest, PausesGrowAndASoundCameraResetsThem) {
  ASSERT_TRUE(camera_.open({}).ok());
  run(seconds(6));
  system_.inject(Fault::kBusy, seconds(60));
  const std::uint64_t before = system_.opened;
  run(seconds(63));
  EXPECT_EQ(system_.opened, before + 1);
  // 0.1 + 0.2 + 0.4 + 0.8 + 1.6 seconds, and from then on every two.
  EXPECT_NEAR(events_.back().attempts, 5 + 57 / 2, 2);
  run(seconds(6));
  const std::vector<CameraFault> faults = suffer(Fault::kRefuseDequeue, milliseconds(50));
  EXPECT_EQ(faults, Faults{CameraFault::kDriverError});
  EXPECT_LE(events_.back().outage, milliseconds(200));
}

TEST_F(SteadyCameraTest, AStillPictureMayBeAllowed) {
  ASSERT_TRUE(camera_.open({.freeze = Microseconds(0)}).ok());
  run(seconds(1));
  events_.clear();
  system_.inject(Fault::kFreeze, seconds(10));
  EXPECT_GT(run(seconds(10)), 290);
  EXPECT_TRUE(events_.empty());
}

TEST_F(SteadyCameraTest, WhileItIsFrozenNothingIsGivenForNew) {
  ASSERT_TRUE(camera_.open({}).ok());
  run(seconds(1));
  system_.inject(Fault::kFreeze, seconds(60));
  EXPECT_GT(run(seconds(3)), 50);
  EXPECT_EQ(camera_.state(), State::kFrozen);
  EXPECT_EQ(run(seconds(56)), 0);
  run(seconds(5));
  EXPECT_EQ(camera_.state(), State::kWatching);
}

TEST_F(SteadyCameraTest, SomeCamerasNeverEndAPicture) {
  system_.ends_jpeg = false;
  ASSERT_TRUE(camera_.open({}).ok());
  int damaged = 0;
  for (int i = 0; i < 30; ++i) {
    Frame frame;
    damaged += next(frame).code == Code::kTruncated ? 1 : 0;
  }
  EXPECT_EQ(damaged, 7);
  system_.ends_jpeg = true;
  system_.jpeg_filling = 30;
  EXPECT_GT(run(seconds(1)), 28);
  system_.ends_jpeg = false;  // it has shown that it can
  run(milliseconds(500));
  EXPECT_EQ(camera_.trouble(), CameraFault::kTruncated);
}

TEST_F(SteadyCameraTest, RawPicturesComeAsTheyAre) {
  system_.offers = {{.name = four_cc("NV12"),
                     .width = 64,
                     .height = 48,
                     .row_padding = 16,
                     .bytes_per_row = 64,
                     .planar = true}};
  ASSERT_TRUE(camera_.open({}).ok());
  Frame frame;
  ASSERT_TRUE(next(frame).ok());
  EXPECT_EQ(frame.encoding, Encoding::kRaw);
  EXPECT_EQ(frame.raw.format, PixelFormat::kNv12);
  EXPECT_EQ(frame.raw.planes[1] - frame.raw.planes[0], 80 * 48);
  EXPECT_EQ(suffer(Fault::kShort, milliseconds(200)), Faults{CameraFault::kTruncated});
}

TEST_F(SteadyCameraTest, OthersAreConverted) {
  system_.offers = {
      {.name = four_cc("RGGB"), .width = 64, .height = 48, .row_padding = 16, .bytes_per_row = 64}};
  ASSERT_TRUE(camera_.open({}).ok());
  EXPECT_EQ(camera_.trouble(), CameraFault::kUnusable);  // without memory for it
  ASSERT_TRUE(camera_.open({.memory = memory_}).ok());
  Frame frame;
  ASSERT_TRUE(next(frame).ok());
  EXPECT_EQ(frame.raw.format, PixelFormat::kRgb24);
  EXPECT_EQ(frame.raw.planes[0], memory_.data());
  EXPECT_NE(memory_[64 * 48 * 3 / 2], 0);
}

TEST_F(SteadyCameraTest, TellsOnceWhatACameraCannotDo) {
  ASSERT_TRUE(camera_.open({.wish = {.mirrored = true, .upside_down = true}}).ok());
  run(seconds(1));
  suffer(Fault::kGone, seconds(1));
  EXPECT_EQ(std::ranges::count(events_, Kind::kSettingRefused, &CameraEvent::kind), 0);
  ASSERT_TRUE(camera_.open({.wish = {.upside_down = true}}).ok());
  run(seconds(1));
  EXPECT_EQ(std::ranges::count(events_, Kind::kSettingRefused, &CameraEvent::kind), 1);
}

TEST(OpenSource, ACameraNeedNotBeThere) {
  static SourceRoom room;
  Source* source = nullptr;
  ASSERT_TRUE(open_source("/dev/video-that-nobody-has", {}, room, source).ok());
  auto* const camera = std::get_if<SteadyCamera>(&room);
  ASSERT_EQ(source, camera);
  EXPECT_EQ(camera->trouble(), CameraFault::kAbsent);
  Frame frame;
  EXPECT_EQ(source->next(frame).code, Code::kTimeout);
  const OpenOptions wrong = {.memory = {}, .camera = {.wait = Microseconds(0)}};
  EXPECT_EQ(open_source("camera", wrong, room, source).code, Code::kUnsupported);
  EXPECT_EQ(source, nullptr);
}

TEST_F(SteadyCameraTest, OptionsHaveRanges) {
  const auto code = [this](const CameraOptions& options) { return camera_.open(options).code; };
  EXPECT_EQ(code({.path = ""}), Code::kUnsupported);
  EXPECT_EQ(code({.path = std::string(192, 'x')}), Code::kUnsupported);
  EXPECT_EQ(code({.path = std::string(191, 'x')}), Code::kOk);
  EXPECT_EQ(code({.wish = {.width = 0}}), Code::kUnsupported);
  EXPECT_EQ(code({.wish = {.height = 16385}}), Code::kUnsupported);
  EXPECT_EQ(code({.wish = {.format = four_cc("H264")}}), Code::kUnsupported);
  EXPECT_EQ(code({.wish = {.rate = -1}}), Code::kUnsupported);
  EXPECT_EQ(code({.wish = {.exposure = Microseconds(0)}}), Code::kUnsupported);
  EXPECT_EQ(code({.wait = Microseconds(0)}), Code::kUnsupported);
  EXPECT_EQ(code({.next_frame = seconds(61)}), Code::kUnsupported);
  EXPECT_EQ(code({.freeze = Microseconds(1)}), Code::kUnsupported);
}

}  // namespace
}  // namespace ocellus::capture
