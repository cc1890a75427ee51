#include "drivers/capture/remote_device.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "drivers/capture/steady_camera.hpp"

namespace ocellus::capture {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Kind = CameraEvent::Kind;

Microseconds now() { return linux_video_system().now(); }

pid_t process_in(const Frame& frame) {
  pid_t process = 0;
  if (frame.bytes.size() >= 8) std::memcpy(&process, frame.bytes.data() + 4, sizeof process);
  return process;
}

std::size_t open_descriptors() {
  return static_cast<std::size_t>(std::distance(
      std::filesystem::directory_iterator("/proc/self/fd"), std::filesystem::directory_iterator()));
}

// Of all helpers so far.
std::size_t mapped_buffers() {
  std::ifstream maps("/proc/self/maps");
  std::size_t count = 0;
  for (std::string line; std::getline(maps, line);) {
    if (line.find("memfd:fake") != std::string::npos) ++count;
  }
  return count;
}

class RemoteCameraTest : public testing::Test {
 protected:
  SteadyCamera camera_;
  std::vector<CameraEvent> events_;

  // A camera behind a helper that does this.
  void open(const std::string& deed, Microseconds deadline = seconds(20)) {
    CameraOptions options;
    const std::string path = "libcamera:" + deed;
    options.path = path;
    options.helper = "fake_capture";
    options.wish.rate = 30;
    options.wait = milliseconds(20);
    options.first_frame = deadline;
    options.next_frame = deadline;
    ASSERT_TRUE(camera_.open(options).ok());
  }
  Status next(Frame& frame) {
    const Status status = camera_.next(frame);
    CameraEvent event;
    while (camera_.take_event(event)) events_.push_back(event);
    return status;
  }
  // The next good frame; none within `patience` is a failure.
  Frame good(Microseconds patience) {
    const Microseconds end = now() + patience;
    Frame frame;
    while (now() < end) {
      if (next(frame).ok()) return frame;
    }
    ADD_FAILURE() << "no frame";
    return {};
  }
  CameraStatus use(RemoteDevice& device, const std::string& deed);
  int pictures_ = 0;  // of use()
  std::ptrdiff_t seen_ = 0;

  // The first fault there is.
  CameraEvent fault(Microseconds patience) {
    const Microseconds end = now() + patience;
    while (now() < end) {
      Frame frame;
      (void)next(frame);
      for (const CameraEvent& event : events_) {
        if (event.kind == Kind::kFault) return event;
      }
    }
    ADD_FAILURE() << "no fault";
    return {};
  }
};

// What the helper's first fault is, without a camera that makes the best of it.
CameraStatus RemoteCameraTest::use(RemoteDevice& device, const std::string& deed) {
  const std::string path = "libcamera:" + deed;
  const Microseconds end = now() + seconds(10);
  CameraStatus status;
  do {
    status = device.open(path.c_str(), {});
  } while (status.status.code == Code::kTimeout && now() < end);
  while (status.ok() && now() < end) {
    CameraDevice::Picture picture;
    status = device.take(seconds(2), picture);
    if (!status.ok()) break;
    ++pictures_;
    seen_ += std::ranges::count(picture.bytes, 0);  // every byte can be read
    status = device.give_back();
  }
  EXPECT_FALSE(status.ok()) << deed;
  EXPECT_NE(status.status.code, Code::kTimeout) << deed;
  device.close();
  return status;
}

TEST_F(RemoteCameraTest, GivesFramesInOrder) {
  open("deliver");
  std::set<pid_t> processes;
  Microseconds last{0};
  // On a machine that is busy some are overtaken, and none comes twice.
  std::uint64_t least = 0;
  std::int32_t least_number = 0;
  for (int i = 0; i < 50; ++i) {
    const Frame frame = good(seconds(10));
    EXPECT_GE(frame.index, least);
    least = frame.index + 1;
    EXPECT_GT(frame.time, last);
    EXPECT_LE(frame.time, now());
    EXPECT_GT(frame.time, now() - seconds(5));
    last = frame.time;
    ASSERT_EQ(frame.bytes.size(), 100u);
    std::int32_t number = 0;
    std::memcpy(&number, frame.bytes.data() + 8, sizeof number);
    EXPECT_GE(number, least_number);
    least_number = number + 1;
    processes.insert(process_in(frame));
  }
  EXPECT_EQ(processes.size(), 1u);
  EXPECT_EQ(camera_.state(), SteadyCamera::State::kWatching);
  EXPECT_EQ(camera_.nominal_rate(), 200.0);
  ASSERT_EQ(events_.size(), 2u);
  EXPECT_EQ(events_[0].kind, Kind::kOpened);
  EXPECT_EQ(events_[0].format.width, 640);
  EXPECT_EQ(events_[1].kind, Kind::kSettingRefused);
}

TEST_F(RemoteCameraTest, KilledTwentyTimesItRecoversEachTime) {
  open("deliver");
  good(seconds(10));
  const std::size_t descriptors = open_descriptors();
  std::set<pid_t> processes;
  Microseconds shortest = seconds(60);
  for (std::size_t i = 0; i < 20; ++i) {
    const pid_t process = process_in(good(seconds(10)));
    ASSERT_GT(process, 1);
    processes.insert(process);
    const Microseconds killed = now();
    kill(process, SIGKILL);
    events_.clear();
    while (events_.empty() || events_.back().kind != Kind::kRecovered) {
      good(seconds(10));
      ASSERT_LE(now() - killed, seconds(3));
    }
    ASSERT_EQ(events_.size(), 2u);
    EXPECT_EQ(events_[0].kind, Kind::kFault);
    EXPECT_EQ(events_[0].fault, CameraFault::kHelperDied);
    EXPECT_EQ(events_[1].fault, CameraFault::kHelperDied);
    EXPECT_EQ(events_[1].attempts, 1u);
    if (i >= 10) shortest = std::min(shortest, events_[1].outage);
    EXPECT_EQ(kill(process, 0), -1) << "it was not reaped";
  }
  EXPECT_EQ(processes.size(), 20u);
  EXPECT_LE(shortest, seconds(1)) << "pauses grow although it gave pictures";
  EXPECT_EQ(mapped_buffers(), 4u);
  EXPECT_EQ(open_descriptors(), descriptors);
  EXPECT_EQ(camera_.faults(CameraFault::kHelperDied), 20u);
}

TEST_F(RemoteCameraTest, OneThatHangsIsKilled) {
  open("hang-3", milliseconds(300));
  const pid_t process = process_in(good(seconds(10)));
  EXPECT_EQ(fault(seconds(10)).fault, CameraFault::kStalled);
  EXPECT_NE(process_in(good(seconds(10))), process);
  EXPECT_EQ(kill(process, 0), -1);
}

TEST_F(RemoteCameraTest, OneThatSaysNothingIsKilled) {
  open("mute", milliseconds(300));
  const Microseconds begin = now();
  EXPECT_EQ(fault(seconds(10)).fault, CameraFault::kStalled);
  EXPECT_GE(now() - begin, milliseconds(300));
  EXPECT_EQ(camera_.state(), SteadyCamera::State::kSearching);
}

TEST_F(RemoteCameraTest, OneThatEndsIsStartedAgain) {
  for (const char* deed : {"die-2", "leave-2"}) {
    open(deed);
    events_.clear();
    EXPECT_EQ(fault(seconds(10)).fault, CameraFault::kHelperDied) << deed;
    good(seconds(10));
  }
  open("die-0");  // always before its first picture
  EXPECT_EQ(fault(seconds(10)).fault, CameraFault::kHelperDied);
}

TEST_F(RemoteCameraTest, OneThatDidWhatItMustNotIsToldSo) {
  open("forbidden-2");
  const CameraEvent event = fault(seconds(10));
  EXPECT_EQ(event.fault, CameraFault::kHelperDied);
  EXPECT_NE(std::string_view(event.status.what).find("SIGSYS"), std::string_view::npos);
  open("die-2");
  events_.clear();
  EXPECT_EQ(std::string_view(fault(seconds(10)).status.what), "the camera helper ended");
}

TEST_F(RemoteCameraTest, ItTellsWhatTheHelperSays) {
  const std::array<CameraFault, 5> faults = {CameraFault::kAbsent, CameraFault::kBusy,
                                             CameraFault::kUnusable, CameraFault::kDriverError,
                                             CameraFault::kDisappeared};
  for (std::size_t i = 0; i < faults.size(); ++i) {
    open("trouble-" + std::to_string(i));
    events_.clear();
    EXPECT_EQ(fault(seconds(10)).fault, faults[i]) << i;
  }
  open("trouble_later-2");
  events_.clear();
  EXPECT_EQ(fault(seconds(10)).fault, CameraFault::kDisappeared);
}

// Who is busy with a picture meanwhile hears it too, and whatever the helper itself did not hear.
TEST_F(RemoteCameraTest, ItsLastWordIsHeardAfterItsEnd) {
  for (const char* deed : {"libcamera:trouble_later-2", "libcamera:trouble_unheard-2"}) {
    RemoteDevice device(linux_video_system());
    ASSERT_TRUE(device.prepare("fake_capture").ok());
    ASSERT_TRUE(device.open(deed, {}).ok());
    const Microseconds end = now() + seconds(10);
    CameraStatus status;
    CameraDevice::Picture picture;
    do {
      status = device.take(seconds(1), picture);
      if (status.ok()) {
        std::this_thread::sleep_for(milliseconds(100));
        status = device.give_back();
        std::this_thread::sleep_for(milliseconds(100));
      }
    } while ((status.ok() || status.status.code == Code::kTimeout) && now() < end);
    EXPECT_EQ(status.fault, CameraFault::kDisappeared) << deed << ": " << status.status.what;
  }
}

TEST_F(RemoteCameraTest, DamagedPicturesAreLostAlone) {
  for (const char* deed : {"damaged", "empty"}) {
    open(deed);
    const pid_t process = process_in(good(seconds(10)));
    events_.clear();
    EXPECT_EQ(fault(seconds(10)).fault, CameraFault::kErrorBuffer);
    EXPECT_EQ(process_in(good(seconds(10))), process);
  }
}

TEST_F(RemoteCameraTest, AnImpossibleTimeIsNow) {
  for (const char* deed : {"early", "late"}) {
    open(deed);
    const Microseconds before = now();
    const Frame frame = good(seconds(10));
    EXPECT_GE(frame.time, before);
    EXPECT_LE(frame.time, now());
  }
}

TEST_F(RemoteCameraTest, WhoBreaksTheProtocolIsEnded) {
  struct Lie {
    const char* deed;
    CameraFault fault;
  };
  constexpr CameraFault kError = CameraFault::kDriverError;
  constexpr CameraFault kUnusable = CameraFault::kUnusable;
  const std::vector<Lie> lies = {{"version", kError},
                                 {"magic", kError},
                                 {"unread_format", kUnusable},
                                 {"huge", kUnusable},
                                 {"negative", kUnusable},
                                 {"raw_too_small", kUnusable},
                                 {"convert", kUnusable},
                                 {"count-0", kError},
                                 {"count-3", kError},
                                 {"count-9", kError},
                                 {"fewer", kError},
                                 {"no_length", kError},
                                 {"far", kError},
                                 {"long", kError},
                                 {"twice", kError},
                                 {"longer", kError},
                                 {"endless_packet", kError},
                                 {"unsealed", kError},
                                 {"short_file", kError},
                                 {"pipe", kError},
                                 {"no_buffer", kError},
                                 {"too_many_bytes", kError},
                                 {"frame_version", kError},
                                 {"frame_with_files", kError},
                                 {"trouble-77", kError}};
  RemoteDevice device(linux_video_system());
  ASSERT_TRUE(device.prepare("fake_capture").ok());
  for (const Lie& lie : lies) {
    EXPECT_EQ(use(device, lie.deed).fault, lie.fault) << lie.deed;
  }
}

// Reading where a file has ended would end this process.
TEST_F(RemoteCameraTest, NoBufferShrinks) {
  open("shrinks");  // as the helper tries before each picture
  const pid_t process = process_in(good(seconds(10)));
  for (int i = 0; i < 5; ++i) EXPECT_EQ(process_in(good(seconds(10))), process);

  RemoteDevice device(linux_video_system());
  ASSERT_TRUE(device.prepare("fake_capture").ok());
  EXPECT_EQ(use(device, "shrinks_unsealed").fault, CameraFault::kDriverError);
  EXPECT_EQ(pictures_, 0);
}

TEST_F(RemoteCameraTest, NoiseDoesNoHarm) {
  RemoteDevice device(linux_video_system());
  ASSERT_TRUE(device.prepare("fake_capture").ok());
  const std::size_t descriptors = open_descriptors();
  int broken = 0;
  for (int i = 0; i < 80; ++i) {
    const CameraStatus status = use(device, "noise-" + std::to_string(i));
    if (status.fault == CameraFault::kDriverError) ++broken;
  }
  EXPECT_GT(pictures_, 20);
  EXPECT_GT(seen_, 0);
  EXPECT_GT(broken, 20);
  EXPECT_EQ(open_descriptors(), descriptors);
}

TEST_F(RemoteCameraTest, WithoutAProgramItIsUnusable) {
  ASSERT_TRUE(camera_.open({.path = "libcamera", .helper = "/nonexistent/helper"}).ok());
  const CameraEvent event = fault(seconds(1));
  EXPECT_EQ(event.fault, CameraFault::kUnusable);
  EXPECT_EQ(event.status.os_error, ENOENT);
}

TEST_F(RemoteCameraTest, ItEndsWithItsOwner) {
  pid_t process = 0;
  {
    SteadyCamera camera;
    ASSERT_TRUE(camera.open({.path = "libcamera:deliver", .helper = "fake_capture"}).ok());
    Frame frame;
    for (int i = 0; i < 20 && process == 0; ++i) {
      if (camera.next(frame).ok()) process = process_in(frame);
    }
    ASSERT_GT(process, 1);
    EXPECT_EQ(kill(process, 0), 0);
  }
  EXPECT_EQ(kill(process, 0), -1);
}

}  // namespace
}  // namespace ocellus::capture
