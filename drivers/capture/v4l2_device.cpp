#include "drivers/capture/v4l2_device.hpp"

#include <errno.h>
#include <linux/videodev2.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace ocellus::capture {
namespace {

constexpr std::uint32_t kCapture = V4L2_BUF_TYPE_VIDEO_CAPTURE;

CameraStatus fine() { return {}; }

CameraStatus unusable(const char* what, int error = 0) {
  return {Status::failure(Code::kUnsupported, what, 0, error), CameraFault::kUnusable};
}

v4l2_format ask_for(FourCc name, const CameraWish& wish) {
  v4l2_format format = {};
  format.type = kCapture;
  format.fmt.pix.width = static_cast<std::uint32_t>(wish.width);
  format.fmt.pix.height = static_cast<std::uint32_t>(wish.height);
  format.fmt.pix.pixelformat = static_cast<std::uint32_t>(name);
  format.fmt.pix.field = V4L2_FIELD_NONE;
  return format;
}

// How far a size is from the one that was wished for, in pixels.
std::int64_t distance(const CameraFormat& format, const CameraWish& wish) {
  return std::abs(std::int64_t{format.width} - wish.width) +
         std::abs(std::int64_t{format.height} - wish.height);
}

}  // namespace

CameraStatus V4l2Device::failure(int error, const char* what) const {
  const auto fail = [&](Code code, CameraFault fault) {
    return CameraStatus{Status::failure(code, what, 0, -error), fault};
  };
  switch (-error) {
    case ENODEV:
    case ENXIO:
      return streaming_ ? fail(Code::kDisconnected, CameraFault::kDisappeared)
                        : fail(Code::kNotFound, CameraFault::kAbsent);
    case ENOENT:
    case ENOTDIR:
      return fail(Code::kNotFound, CameraFault::kAbsent);
    case EBUSY:
      return fail(Code::kIo, CameraFault::kBusy);
    default:
      return fail(Code::kIo, CameraFault::kDriverError);
  }
}

CameraStatus V4l2Device::open(const char* path, const CameraWish& wish) {
  close();
  const int device = system_.open(path);
  if (device == -EACCES || device == -EPERM || device == -EISDIR) {
    return unusable("this program may not use the camera", -device);
  }
  if (device < 0) return failure(device, "the camera cannot be opened");
  device_ = device;
  CameraStatus status = start(wish);
  if (!status.ok()) close();
  return status;
}

void V4l2Device::close() {
  if (device_ < 0) return;
  int type = kCapture;
  if (streaming_) system_.request(device_, VIDIOC_STREAMOFF, &type);
  for (std::uint32_t i = 0; i < buffer_count_; ++i) system_.unmap(buffers_[i]);
  system_.close(device_);  // which frees the kernel's buffers
  device_ = -1;
  streaming_ = false;
  buffer_count_ = 0;
  taken_ = kNone;
}

CameraStatus V4l2Device::start(const CameraWish& wish) {
  if (const CameraStatus status = check_capabilities(); !status.ok()) return status;
  if (const CameraStatus status = negotiate(wish); !status.ok()) return status;
  refused_ = {};
  set_rate(wish.rate);
  set_controls(wish);
  if (const CameraStatus status = map_buffers(); !status.ok()) return status;
  for (std::uint32_t i = 0; i < buffer_count_; ++i) {
    if (const CameraStatus status = queue(i); !status.ok()) return status;
  }
  int type = kCapture;
  if (const int error = system_.request(device_, VIDIOC_STREAMON, &type); error < 0) {
    return failure(error, "the camera does not start");
  }
  streaming_ = true;
  return fine();
}

CameraStatus V4l2Device::check_capabilities() {
  v4l2_capability facts = {};
  const int error = system_.request(device_, VIDIOC_QUERYCAP, &facts);
  if (error == -ENOTTY || error == -EINVAL) return unusable("this is not a video device", -error);
  if (error < 0) return failure(error, "the camera does not say what it is");
  const std::uint32_t can =
      (facts.capabilities & V4L2_CAP_DEVICE_CAPS) != 0 ? facts.device_caps : facts.capabilities;
  if ((can & V4L2_CAP_VIDEO_CAPTURE) == 0) {
    if ((can & V4L2_CAP_VIDEO_CAPTURE_MPLANE) != 0) {
      return unusable("this camera gives pictures only in separate planes");
    }
    return {Status::failure(Code::kNotFound, "this video device takes no pictures"),
            CameraFault::kUnusable};
  }
  if ((can & V4L2_CAP_STREAMING) == 0) return unusable("this camera shares no buffers");
  return fine();
}

CameraStatus V4l2Device::choose_format(const CameraWish& wish, FourCc& chosen) {
  constexpr std::uint32_t kMostFormats = 64;
  const CameraFormat none;
  CameraFormat best;
  for (std::uint32_t i = 0; i < kMostFormats; ++i) {
    v4l2_fmtdesc offer = {};
    offer.index = i;
    offer.type = kCapture;
    const int error = system_.request(device_, VIDIOC_ENUM_FMT, &offer);
    if (error == -EINVAL) break;
    if (error < 0) return failure(error, "the camera does not list its formats");
    const FourCc name{offer.pixelformat};
    if (format_rank(name) < 0 || (wish.format != FourCc{} && wish.format != name)) continue;
    v4l2_format tried = ask_for(name, wish);
    const int refusal = system_.request(device_, VIDIOC_TRY_FMT, &tried);
    if (refusal == -ENODEV) return failure(refusal, "the camera went away");
    CameraFormat format;
    if (refusal < 0 || !check_format(name, tried.fmt.pix, format).ok()) continue;
    if (format.is_converted() && !wish.conversions) continue;
    const bool better = best == none || distance(format, wish) < distance(best, wish) ||
                        (distance(format, wish) == distance(best, wish) &&
                         format_rank(name) < format_rank(best.name));
    if (better) best = format;
  }
  if (best == none) {
    return unusable(wish.format != FourCc{}
                        ? "the camera does not have the pixel format of the settings"
                        : "the camera has no pixel format that this program reads");
  }
  chosen = best.name;
  return fine();
}

CameraStatus V4l2Device::negotiate(const CameraWish& wish) {
  FourCc chosen = {};
  if (const CameraStatus status = choose_format(wish, chosen); !status.ok()) return status;
  v4l2_format format = ask_for(chosen, wish);
  if (const int error = system_.request(device_, VIDIOC_S_FMT, &format); error < 0) {
    return failure(error, "the camera does not take its own format");
  }
  if (const Status status = check_format(chosen, format.fmt.pix, format_); !status.ok()) {
    return {status, CameraFault::kUnusable};
  }
  const std::size_t rgb_bytes =
      3 * static_cast<std::size_t>(format_.width) * static_cast<std::size_t>(format_.height);
  if (format_.is_converted() && rgb_bytes > wish.conversion_bytes) {
    return {Status::failure(Code::kTooLarge, "a picture needs more memory than set aside"),
            CameraFault::kUnusable};
  }
  return fine();
}

void V4l2Device::set_rate(double wanted) {
  rate_ = 0;
  v4l2_streamparm facts = {};
  facts.type = kCapture;
  if (wanted > 0) {
    facts.parm.capture.timeperframe = {
        .numerator = 1000, .denominator = static_cast<std::uint32_t>(std::lround(wanted * 1000))};
  }
  const unsigned long request = wanted > 0 ? VIDIOC_S_PARM : VIDIOC_G_PARM;
  const bool answered = system_.request(device_, request, &facts) == 0;
  const v4l2_fract& time = facts.parm.capture.timeperframe;
  if (answered && time.numerator != 0) {
    rate_ = static_cast<double>(time.denominator) / static_cast<double>(time.numerator);
  }
  // Cameras have few rates; a tenth beside the wish is what a person would call the same.
  refused_[static_cast<std::size_t>(CameraSetting::kRate)] =
      wanted > 0 && std::abs(rate_ - wanted) > wanted / 10;
}

void V4l2Device::set_controls(const CameraWish& wish) {
  const auto note = [this](CameraSetting setting, bool done) {
    refused_[static_cast<std::size_t>(setting)] = !done;
  };
  if (wish.exposure) {
    // In units of 100 us. Not all cameras have the switch between automatic and manual.
    set_control(V4L2_CID_EXPOSURE_AUTO, V4L2_EXPOSURE_MANUAL);
    const std::int64_t units = std::clamp<std::int64_t>(wish.exposure->count() / 100, 1, INT32_MAX);
    note(CameraSetting::kExposure,
         set_control(V4L2_CID_EXPOSURE_ABSOLUTE, static_cast<std::int32_t>(units)));
  }
  if (wish.mirrored) {
    note(CameraSetting::kMirrored, set_control(V4L2_CID_HFLIP, *wish.mirrored ? 1 : 0));
  }
  if (wish.upside_down) {
    note(CameraSetting::kUpsideDown, set_control(V4L2_CID_VFLIP, *wish.upside_down ? 1 : 0));
  }
}

bool V4l2Device::set_control(std::uint32_t control, std::int32_t value) {
  v4l2_control wish = {.id = control, .value = value};
  return system_.request(device_, VIDIOC_S_CTRL, &wish) == 0;
}

CameraStatus V4l2Device::map_buffers() {
  v4l2_requestbuffers wish = {};
  wish.count = kWantedBuffers;
  wish.type = kCapture;
  wish.memory = V4L2_MEMORY_MMAP;
  if (const int error = system_.request(device_, VIDIOC_REQBUFS, &wish); error < 0) {
    return failure(error, "the camera gives no buffers");
  }
  const std::uint32_t count = std::min(wish.count, kMostBuffers);  // more are never queued
  if (count < 2) {
    return {Status::failure(Code::kIo, "the camera gives too few buffers"),
            CameraFault::kDriverError};
  }
  for (std::uint32_t i = 0; i < count; ++i) {
    v4l2_buffer facts = {};
    facts.index = i;
    facts.type = kCapture;
    facts.memory = V4L2_MEMORY_MMAP;
    int error = system_.request(device_, VIDIOC_QUERYBUF, &facts);
    if (error == 0) error = system_.map(device_, facts.length, facts.m.offset, buffers_[i]);
    if (error < 0) return failure(error, "a buffer of the camera cannot be mapped");
    buffer_count_ = i + 1;
    if (facts.length < format_.frame_bytes) {
      return unusable("the camera's buffers are smaller than its pictures");
    }
  }
  return fine();
}

CameraStatus V4l2Device::queue(std::uint32_t index) {
  v4l2_buffer buffer = {};
  buffer.index = index;
  buffer.type = kCapture;
  buffer.memory = V4L2_MEMORY_MMAP;
  const int error = system_.request(device_, VIDIOC_QBUF, &buffer);
  return error < 0 ? failure(error, "the camera does not take a buffer back") : fine();
}

CameraStatus V4l2Device::take(Microseconds limit, Picture& picture) {
  picture = {};
  if (const int ready = system_.wait(device_, limit); ready <= 0) {
    if (ready < 0) return failure(ready, "the camera cannot be waited for");
    return {Status::failure(Code::kTimeout, "no picture yet"), {}};
  }
  v4l2_buffer buffer = {};
  buffer.type = kCapture;
  buffer.memory = V4L2_MEMORY_MMAP;
  int error = system_.request(device_, VIDIOC_DQBUF, &buffer);
  if (error == -EAGAIN) {
    // Ready without a buffer is how a device says that something is wrong with it, not what.
    v4l2_capability facts = {};
    error = system_.request(device_, VIDIOC_QUERYCAP, &facts);
    if (error == 0) error = -EIO;
  }
  if (error < 0) return failure(error, "the camera gives no picture");
  if (buffer.index >= buffer_count_ || buffer.bytesused > buffers_[buffer.index].size()) {
    return {Status::failure(Code::kIo, "the camera names a buffer that it does not have"),
            CameraFault::kDriverError};
  }
  taken_ = buffer.index;
  picture.bytes = buffers_[taken_].first(buffer.bytesused);
  picture.damaged = (buffer.flags & V4L2_BUF_FLAG_ERROR) != 0 || buffer.bytesused == 0;
  const Microseconds now = system_.now();
  picture.time = now;
  if ((buffer.flags & V4L2_BUF_FLAG_TIMESTAMP_MASK) == V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC) {
    // Some cameras' own clocks run away.
    constexpr Microseconds kOldest = std::chrono::seconds(10);
    const auto seconds = std::clamp<std::int64_t>(buffer.timestamp.tv_sec, 0, UINT32_MAX);
    const auto rest = std::clamp<std::int64_t>(buffer.timestamp.tv_usec, 0, 999'999);
    const Microseconds stamp = std::chrono::seconds(seconds) + Microseconds(rest);
    if (stamp <= now && stamp > now - kOldest) picture.time = stamp;
  }
  return fine();
}

bool V4l2Device::has_newer() { return system_.wait(device_, Microseconds(0)) > 0; }

CameraStatus V4l2Device::give_back() {
  if (taken_ == kNone) return fine();
  const std::uint32_t index = taken_;
  taken_ = kNone;
  return queue(index);
}

}  // namespace ocellus::capture
