// A camera that stays: it watches for its device, says what is wrong with it, and gets it back
// without a restart of the program. The device is V4L2's, or libcamera's in a process of its own.
//
//   state      what ends it                                   next       deadline
//   ---------  ---------------------------------------------  ---------  -------------------------
//   Searching  the device opens, agrees on a format, starts   Starting   an attempt every 100, 200,
//                                                                        400 ms ... 2 s; every
//                                                                        250 ms while it is absent
//                                                                        (libcamera: 1 s)
//   Starting   a good frame                                   Watching
//              no buffer (stalled)                            Searching  first_frame, 3 s
//              damaged buffers only                           Searching  damage, 2 s
//   Watching   no buffer (stalled)                            Searching  next_frame, 1 s
//              damaged buffers only                           Searching  damage, 2 s
//              the same bytes, five frames at least (frozen)  Frozen     freeze, 2 s
//   Frozen     other bytes                                    Watching
//              none yet: the device is opened anew            Frozen     freeze, 2 s, and a pause
//                                                                        as in Searching
//   any        the device is gone (disappeared), a request    Searching  at once, and a pause
//              fails (busy, unusable, driver-error)
//
// Pauses begin at 100 ms again once the device has worked for 5 s, a helper process once it gave a
// good frame. A device that works again is found within 2 s, or within freeze + 2 s of a freeze,
// and has then its own time to start.
//
// next() waits `wait` (250 ms) at most, and makes one attempt to open at most. Beyond that it takes
// what the kernel's own requests take: microseconds from a sound device, but uvcvideo gives a hung
// one up to 5 s for each answer. A watchdog over this program must grant that.
//
// Who is slower than the camera gets the newest picture, not the oldest that waits: the older ones
// are examined, counted and left out.
//
// One damaged frame is lost, and the next is asked for; nothing else is done about it before
// `damage` has passed. Cameras that never end a JPEG picture with its marker exist: where the first
// eight all lack it, that is their habit, and no fault any more.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "drivers/capture/camera.hpp"
#include "drivers/capture/camera_fault.hpp"
#include "drivers/capture/camera_options.hpp"
#include "drivers/capture/pixel_converter.hpp"
#include "drivers/capture/remote_device.hpp"
#include "drivers/capture/source.hpp"
#include "drivers/capture/v4l2_device.hpp"
#include "drivers/capture/video_system.hpp"
#include "runtime/status.hpp"

namespace ocellus::capture {

class SteadyCamera final : public Camera {
 public:
  enum class State : std::uint8_t { kSearching, kStarting, kWatching, kFrozen };

  explicit SteadyCamera(VideoSystem& system = linux_video_system())
      : system_(system), v4l2_(system), remote_(system) {}

  // Makes a first attempt; without a device it succeeds too. kUnsupported: an option is out of its
  // range. What is allocated is allocated here. `options.memory` stays with the camera.
  Status open(const CameraOptions& options);

  // The newest good frame. kTimeout: none came in `wait`; kCorrupt, kTruncated: a damaged one did.
  // Nothing else is ever returned: the stream has no end, and the caller asks again. `frame.time`
  // is the driver's time of exposure, of VideoSystem::now(), and always grows.
  Status next(Frame& frame) override;
  std::uint64_t frame_count() const override { return 0; }
  // What the opened camera says, else what was wished for.
  double nominal_rate() const override;

  // The oldest event that was not taken; false when there is none. There is room for 32; a call of
  // next() makes 8 at most, so that who takes all after each call misses none.
  bool take_event(CameraEvent& event) override;
  std::uint32_t missed_events() const { return missed_events_; }

  State state() const;
  // The newest fault of an outage that is not over.
  std::optional<CameraFault> trouble() const override;
  // Since open(): outages in which this was a fault, frames that came and were not good, good ones.
  std::uint32_t faults(CameraFault fault) const { return faults_[index_of(fault)]; }
  std::uint64_t lost_frames() const { return lost_frames_; }
  // Good ones that nobody was given because a newer one was there already.
  std::uint64_t overtaken_frames() const { return overtaken_frames_; }
  std::uint64_t good_frames() const { return good_frames_; }
  // Of the newest opening.
  const CameraFormat& format() const { return format_; }

 private:
  static constexpr std::size_t kEventRoom = 32;
  static constexpr std::uint32_t kMostOvertaken =
      8;  // of one next(): more than a device has buffers

  struct Outage {
    bool open = false;
    CameraFault first = CameraFault::kAbsent;
    CameraFault newest = CameraFault::kAbsent;
    std::uint32_t seen = 0;  // a bit for each fault
    Microseconds began{0};
    std::uint32_t lost_frames = 0;
    std::uint32_t attempts = 0;
  };

  static constexpr std::size_t index_of(CameraFault fault) {
    return static_cast<std::size_t>(fault);
  }

  bool search(Microseconds until);
  bool attempt();
  CameraStatus open_device();
  CameraStatus open_any();
  void note_opening();
  void note_format();
  Status receive(Frame& frame, Microseconds until);
  // What was examined, as pixels.
  CameraStatus present(const CameraDevice::Picture& picture, Frame& frame);
  CameraStatus examine(const CameraDevice::Picture& picture, Frame& frame);
  bool jpeg_is_whole(std::span<const std::uint8_t> bytes);
  bool repeats(std::uint64_t mark, Microseconds now);
  void deliver(const CameraDevice::Picture& picture, Frame& frame);
  void lose(const CameraStatus& status);
  // Closes the device, and plans the next attempt.
  void fail(const CameraStatus& status);
  void report(const CameraStatus& status);
  void push(CameraEvent event);

  VideoSystem& system_;
  V4l2Device v4l2_;
  RemoteDevice remote_;
  CameraDevice* device_ = &v4l2_;  // the one of the path
  PixelConverter converter_;
  CameraOptions options_;
  std::array<char, kCameraPathRoom> path_ = {};
  bool any_ = false;

  // The device.
  Microseconds next_attempt_{0};
  Microseconds pause_{0};
  Microseconds opened_at_{0};
  Microseconds stalled_at_{0};  // when no buffer has come until then
  CameraFormat format_;
  bool format_known_ = false;  // of any opening
  bool format_noted_ = false;  // of this one
  bool good_since_opened_ = false;
  std::array<bool, kCameraSettingCount> refused_ = {};

  // The frames.
  std::uint64_t index_ = 0;
  Microseconds last_time_{0};
  std::uint64_t good_frames_ = 0;
  std::uint64_t lost_frames_ = 0;
  std::uint64_t overtaken_frames_ = 0;
  std::optional<Microseconds> damaged_since_;
  std::uint32_t endless_ = 0;  // JPEG pictures without an end, while none ever had one
  bool end_seen_ = false;
  std::optional<std::uint64_t> mark_;
  Microseconds same_since_{0};
  std::uint32_t same_count_ = 0;
  bool frozen_ = false;

  // What is told of it.
  Outage outage_;
  std::array<std::uint32_t, kCameraFaultCount> faults_ = {};
  std::array<CameraEvent, kEventRoom> events_ = {};
  std::size_t event_start_ = 0;
  std::size_t event_count_ = 0;
  std::uint32_t missed_events_ = 0;
};

}  // namespace ocellus::capture
