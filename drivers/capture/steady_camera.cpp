#include "drivers/capture/steady_camera.hpp"

#include <algorithm>

#include "drivers/capture/frame_check.hpp"

namespace ocellus::capture {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Microseconds kFirstPause = milliseconds(100);
constexpr Microseconds kLongestPause = seconds(2);
constexpr std::uint32_t kSameFrames = 5;
constexpr std::uint32_t kEndlessHabit = 8;

Status nothing_yet() { return Status::failure(Code::kTimeout, "no frame from the camera yet"); }

CameraStatus bad(Code code, CameraFault fault, const char* what) {
  return {Status::failure(code, what), fault};
}

const char* refusal(CameraSetting setting) {
  switch (setting) {
    case CameraSetting::kRate:
      return "the camera does not have this rate";
    case CameraSetting::kExposure:
      return "the camera does not let its exposure be set";
    case CameraSetting::kMirrored:
      return "the camera cannot mirror its pictures";
    case CameraSetting::kUpsideDown:
      return "the camera cannot turn its pictures upside down";
  }
  return "";
}

}  // namespace

Status SteadyCamera::open(const CameraOptions& options) {
  if (const Status status = check(options); !status.ok()) return status;
  device_->close();
  options_ = options;
  path_ = {};
  std::ranges::copy(options.path, path_.begin());
  options_.path = {path_.data(), options.path.size()};
  any_ = options_.path == kAnyCamera;
  device_ = &v4l2_;
  if (names_libcamera(options_.path)) {
    device_ = &remote_;
    if (const Status status = remote_.prepare(options.helper, options.starter); !status.ok())
      return status;
  }
  options_.wish.conversion_bytes = options.memory.size();
  // Now, since nobody knows which camera will come, and then it is too late to allocate.
  options_.wish.conversions = !options.memory.empty() && converter_.prepare().ok();

  pause_ = kFirstPause;
  next_attempt_ = last_time_ = Microseconds(0);
  format_known_ = good_since_opened_ = end_seen_ = frozen_ = false;
  refused_ = {};
  index_ = good_frames_ = lost_frames_ = overtaken_frames_ = 0;
  damaged_since_.reset();
  mark_.reset();
  endless_ = same_count_ = missed_events_ = 0;
  outage_ = {};
  faults_ = {};
  event_start_ = event_count_ = 0;
  attempt();
  return Status::success();
}

Status SteadyCamera::next(Frame& frame) {
  frame = {};
  frame.index = index_;
  frame.time = last_time_;
  const Microseconds until = system_.now() + options_.wait;
  if (device_->is_open()) {
    if (const CameraStatus status = device_->give_back(); !status.ok()) fail(status);
  }
  if (!device_->is_open() && !search(until)) return nothing_yet();
  return receive(frame, until);
}

bool SteadyCamera::search(Microseconds until) {
  const Microseconds now = system_.now();
  if (now < next_attempt_) {
    system_.wait(-1, std::min(next_attempt_, until) - now);
    if (system_.now() < next_attempt_) return false;
  }
  return attempt();
}

bool SteadyCamera::attempt() {
  if (outage_.open) ++outage_.attempts;
  const CameraStatus status = open_device();
  if (status.status.code == Code::kTimeout) {
    next_attempt_ = system_.now() + kFirstPause;
    return false;
  }
  if (!status.ok()) {
    fail(status);
    return false;
  }
  note_opening();
  return true;
}

CameraStatus SteadyCamera::open_device() {
  return any_ ? open_any() : device_->open(path_.data(), options_.wish);
}

CameraStatus SteadyCamera::open_any() {
  CameraStatus worst = bad(Code::kNotFound, CameraFault::kAbsent, "there is no camera");
  char path[] = "/dev/video00";
  for (int i = 0; i < 16; ++i) {
    char* digit = path + sizeof "/dev/video" - 1;
    if (i >= 10) *digit++ = '1';
    *digit++ = static_cast<char>('0' + i % 10);
    *digit = '\0';
    const CameraStatus status = device_->open(path, options_.wish);
    if (status.ok()) return status;
    // What is no camera at all says nothing about the one that is looked for.
    if (status.status.code == Code::kNotFound) continue;
    if (worst.fault == CameraFault::kAbsent || worst.fault == CameraFault::kUnusable) {
      worst = status;
    }
  }
  return worst;
}

void SteadyCamera::note_opening() {
  opened_at_ = system_.now();
  stalled_at_ = opened_at_ + options_.first_frame;
  good_since_opened_ = false;
  damaged_since_.reset();
  same_since_ = opened_at_;
  same_count_ = 0;
  format_noted_ = false;
  if (device_->knows_format()) note_format();
}

void SteadyCamera::note_format() {
  format_noted_ = true;
  const bool other = format_known_ && device_->format() != format_;
  format_ = device_->format();
  if (format_.is_converted()) converter_.choose(*format_.codec, format_.width, format_.height);
  if (other) {
    end_seen_ = false;
    endless_ = 0;
    report(bad(Code::kUnsupported, CameraFault::kOtherFormat,
               "the camera came back with another picture format"));
  } else if (!format_known_) {
    push({.kind = CameraEvent::Kind::kOpened, .format = format_});
  }
  format_known_ = true;
  for (std::size_t i = 0; i < kCameraSettingCount; ++i) {
    const auto setting = static_cast<CameraSetting>(i);
    if (device_->refused(setting) && !refused_[i]) {
      push({.kind = CameraEvent::Kind::kSettingRefused,
            .status = Status::failure(Code::kUnsupported, refusal(setting))});
    }
    refused_[i] = device_->refused(setting);
  }
}

Status SteadyCamera::receive(Frame& frame, Microseconds until) {
  for (std::uint32_t overtaken = 0;;) {
    CameraDevice::Picture picture;
    const CameraStatus taken = device_->take(std::min(until, stalled_at_) - system_.now(), picture);
    if (device_->knows_format() && !format_noted_) note_format();
    if (taken.status.code == Code::kTimeout) {
      if (system_.now() >= stalled_at_) {
        fail(bad(Code::kTimeout, CameraFault::kStalled, "the camera sends no pictures"));
      }
      return nothing_yet();
    }
    if (!taken.ok()) {
      fail(taken);
      return nothing_yet();
    }
    const Microseconds now = system_.now();
    stalled_at_ = now + options_.next_frame;
    frame.index = index_++;

    CameraStatus status = examine(picture, frame);
    const bool good = status.ok() && !frozen_;
    const bool old = good && overtaken < kMostOvertaken && device_->has_newer();
    if (good && !old) status = present(picture, frame);
    if (!status.ok()) {
      frame.bytes = {};
      frame.raw = {};
      lose(status);
      if (!damaged_since_) damaged_since_ = now;
      if (now - *damaged_since_ >= options_.damage) fail(status);
      return status.status;
    }
    damaged_since_.reset();
    if (good && !old) {
      deliver(picture, frame);
      return Status::success();
    }
    if (old) {
      ++overtaken;
      ++overtaken_frames_;
      if (const CameraStatus given = device_->give_back(); !given.ok()) {
        fail(given);
        return nothing_yet();
      }
      continue;
    }

    frame = {};
    frame.index = index_;
    frame.time = last_time_;
    const CameraStatus frozen =
        bad(Code::kTimeout, CameraFault::kFrozen, "the camera repeats one picture");
    lose(frozen);
    if (now - same_since_ >= options_.freeze) {
      fail(frozen);
      return nothing_yet();
    }
    if (const CameraStatus given = device_->give_back(); !given.ok()) {
      fail(given);
      return nothing_yet();
    }
    if (now >= until) return nothing_yet();
  }
}

CameraStatus SteadyCamera::examine(const CameraDevice::Picture& picture, Frame& frame) {
  if (picture.damaged) {
    return bad(Code::kCorrupt, CameraFault::kErrorBuffer, "the driver marked a picture as damaged");
  }
  std::span<const std::uint8_t> bytes = picture.bytes;
  if (format_.is_jpeg()) {
    if (!begins_like_jpeg(bytes)) {
      return bad(Code::kCorrupt, CameraFault::kCorrupt, "a picture does not begin like JPEG");
    }
    if (!jpeg_is_whole(bytes)) {
      return bad(Code::kTruncated, CameraFault::kTruncated, "a JPEG picture has no end");
    }
    frame.encoding = Encoding::kJpeg;
    frame.bytes = bytes;
  } else {
    if (bytes.size() < format_.frame_bytes) {
      return bad(Code::kTruncated, CameraFault::kTruncated, "a raw picture is too short");
    }
    bytes = bytes.first(format_.frame_bytes);
    frame.encoding = Encoding::kRaw;
  }
  const std::uint64_t mark = frame_mark(bytes);
  if (options_.freeze != Microseconds(0)) frozen_ = repeats(mark, system_.now());
  return {};
}

CameraStatus SteadyCamera::present(const CameraDevice::Picture& picture, Frame& frame) {
  if (format_.is_jpeg()) return {};
  const std::span<std::uint8_t> bytes = picture.bytes.first(format_.frame_bytes);
  if (!format_.is_converted()) {
    frame.raw = view_of(format_, bytes);
    return {};
  }
  // A picture that is converted is read from RGB24, which the conversion fills anew.
  const std::size_t rgb_bytes =
      3 * static_cast<std::size_t>(format_.width) * static_cast<std::size_t>(format_.height);
  const std::span<std::uint8_t> rgb = options_.memory.first(rgb_bytes);
  frame.raw = {
      PixelFormat::kRgb24, format_.width, format_.height, {rgb.data()}, {3 * format_.width}};
  return {converter_.convert(bytes, rgb), CameraFault::kCorrupt};
}

bool SteadyCamera::jpeg_is_whole(std::span<const std::uint8_t> bytes) {
  if (ends_like_jpeg(bytes)) {
    end_seen_ = true;
    return true;
  }
  if (end_seen_) return false;
  if (endless_ < kEndlessHabit) ++endless_;
  return endless_ == kEndlessHabit;
}

// Whether the camera is frozen: it stays so over openings until other bytes come.
bool SteadyCamera::repeats(std::uint64_t mark, Microseconds now) {
  if (mark_ != mark) {
    mark_ = mark;
    same_since_ = now;
    same_count_ = 0;
    return false;
  }
  ++same_count_;
  return frozen_ || (same_count_ >= kSameFrames && now - same_since_ >= options_.freeze);
}

void SteadyCamera::deliver(const CameraDevice::Picture& picture, Frame& frame) {
  last_time_ = std::max(picture.time, last_time_ + Microseconds(1));
  frame.time = last_time_;
  ++good_frames_;
  good_since_opened_ = true;
  if (!outage_.open) return;
  push({.kind = CameraEvent::Kind::kRecovered,
        .fault = outage_.first,
        .outage = system_.now() - outage_.began,
        .lost_frames = outage_.lost_frames,
        .attempts = outage_.attempts});
  outage_ = {};
}

void SteadyCamera::lose(const CameraStatus& status) {
  report(status);
  ++lost_frames_;
  ++outage_.lost_frames;
}

void SteadyCamera::fail(const CameraStatus& status) {
  const Microseconds now = system_.now();
  const CameraDevice::Patience patience = device_->patience();
  if (device_->is_open() && good_since_opened_ && now - opened_at_ >= patience.settled) {
    pause_ = kFirstPause;
  }
  device_->close();
  report(status);
  if (status.fault == CameraFault::kAbsent) {
    next_attempt_ = now + patience.absent;
    return;
  }
  next_attempt_ = now + pause_;
  pause_ = std::min(2 * pause_, kLongestPause);
}

void SteadyCamera::report(const CameraStatus& status) {
  if (!outage_.open) {
    outage_ = {.open = true, .first = status.fault, .began = system_.now()};
  }
  const auto bit = [](CameraFault fault) { return std::uint32_t{1} << index_of(fault); };
  if ((outage_.seen & bit(status.fault)) != 0) return;
  // A device that disappeared is absent; that is not another fault.
  const bool gone = (outage_.seen & bit(CameraFault::kDisappeared)) != 0;
  if (gone && status.fault == CameraFault::kAbsent) return;
  outage_.seen |= bit(status.fault);
  outage_.newest = status.fault;
  ++faults_[index_of(status.fault)];
  CameraEvent event = {
      .kind = CameraEvent::Kind::kFault, .fault = status.fault, .status = status.status};
  if (status.fault == CameraFault::kOtherFormat) event.format = format_;
  push(event);
}

void SteadyCamera::push(CameraEvent event) {
  event.time = system_.now();
  if (event_count_ == kEventRoom) {
    ++missed_events_;
    return;
  }
  events_[(event_start_ + event_count_++) % kEventRoom] = event;
}

bool SteadyCamera::take_event(CameraEvent& event) {
  if (event_count_ == 0) return false;
  event = events_[event_start_];
  event_start_ = (event_start_ + 1) % kEventRoom;
  --event_count_;
  return true;
}

SteadyCamera::State SteadyCamera::state() const {
  if (frozen_ && outage_.newest == CameraFault::kFrozen) return State::kFrozen;
  if (!device_->is_open()) return State::kSearching;
  return good_since_opened_ ? State::kWatching : State::kStarting;
}

std::optional<CameraFault> SteadyCamera::trouble() const {
  if (!outage_.open) return std::nullopt;
  return outage_.newest;
}

double SteadyCamera::nominal_rate() const {
  return device_->is_open() && device_->rate() > 0 ? device_->rate() : options_.wish.rate;
}

}  // namespace ocellus::capture
