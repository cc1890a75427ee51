#include "apps/capture_libcamera/session.hpp"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <string>
#include <utility>

#include "apps/capture_libcamera/open_devices.hpp"
#include "drivers/capture/camera_device.hpp"
#include "drivers/capture/remote_socket.hpp"

namespace ocellus::capture_libcamera {
namespace {

using capture::CameraSetting;
using capture::RemoteFormat;
using capture::RemoteFrame;
using capture::RemoteWish;

Session::Trouble trouble_of(int error) {
  using Cause = Session::Cause;
  switch (-error) {
    case EBUSY:
      return {Cause::kBusy, EBUSY};
    case ENODEV:
    case ENXIO:
      return {Cause::kDisappeared, -error};
    case EACCES:
    case EPERM:
      return {Cause::kUnusable, -error};
    default:
      return {Cause::kDriverError, std::max(-error, 0)};
  }
}

std::uint32_t bit(CameraSetting setting) { return 1U << static_cast<unsigned>(setting); }

// The pictures of one buffer lie in one file, plane behind plane; others cannot be told of.
bool in_one_piece(const libcamera::FrameBuffer& buffer,
                  const libcamera::StreamConfiguration& stream, bool jpeg) {
  const auto& planes = buffer.planes();
  if (planes.empty() || !planes[0].fd.isValid()) return false;
  for (std::size_t i = 1; i < planes.size(); ++i) {
    if (planes[i].fd.get() != planes[0].fd.get()) return false;
    if (planes[i].offset != planes[i - 1].offset + planes[i - 1].length) return false;
  }
  return jpeg || planes.size() == 1 || planes[0].length == stream.stride * stream.size.height;
}

}  // namespace

Session::~Session() {
  if (completed_in_ >= 0) close(completed_in_);
  if (completed_out_ >= 0) close(completed_out_);
}

std::optional<Session::Trouble> Session::start(const RemoteWish& wish) {
  std::array<int, 2> ends = {};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return trouble_of(-errno);
  completed_out_ = ends[0];
  completed_in_ = ends[1];
  manager_ = std::make_unique<libcamera::CameraManager>();
  if (const int error = manager_->start(); error < 0) return trouble_of(error);
  const std::string id(wish.camera.data(), strnlen(wish.camera.data(), wish.camera.size()));
  const auto cameras = manager_->cameras();
  for (const auto& camera : cameras) {
    if (id.empty() || camera->id() == id) {
      camera_ = camera;
      break;
    }
  }
  if (!camera_) return Trouble{Cause::kAbsent, 0};
  if (const int error = camera_->acquire(); error < 0) return trouble_of(error);
  return configure(wish);
}

std::optional<Session::Trouble> Session::configure(const RemoteWish& wish) {
  choice_ = choose_stream(*camera_, wish);
  if (!choice_.configuration) return Trouble{Cause::kUnusable, 0};
  if (const int error = camera_->configure(choice_.configuration.get()); error < 0) {
    return trouble_of(error);
  }
  stream_ = choice_.configuration->at(0).stream();
  buffers_ = std::make_unique<libcamera::FrameBufferAllocator>(camera_);
  if (const int error = buffers_->allocate(stream_); error < 0) return trouble_of(error);
  if (const auto trouble = prepare_requests()) return trouble;

  camera_->requestCompleted.connect(this, &Session::on_completed);
  camera_->disconnected.connect(this, &Session::on_disconnected);
  libcamera::ControlList controls(camera_->controls());
  const std::uint32_t refused = set_controls(wish, controls);
  if (const int error = camera_->start(&controls); error < 0) return trouble_of(error);
  const bool rate_taken = wish.rate_mhz != 0 && (refused & bit(CameraSetting::kRate)) == 0;
  if (tell_format(refused, rate_taken ? wish.rate_mhz : 0) < 0) return Trouble{};
  for (const auto& request : requests_) {
    if (const int error = camera_->queueRequest(request.get()); error < 0) return trouble_of(error);
  }
  return std::nullopt;
}

std::optional<Session::Trouble> Session::prepare_requests() {
  const auto& buffers = buffers_->buffers(stream_);
  const libcamera::StreamConfiguration& stream = choice_.configuration->at(0);
  const bool jpeg = choice_.format == capture::kMotionJpeg;
  const std::size_t count = std::min<std::size_t>(buffers.size(), capture::kRemoteMostBuffers);
  for (std::size_t i = 0; i < count; ++i) {
    if (!in_one_piece(*buffers[i], stream, jpeg)) return Trouble{Cause::kUnusable, 0};
    auto request = camera_->createRequest(i);
    if (!request) return Trouble{Cause::kDriverError, ENOMEM};
    if (const int error = request->addBuffer(stream_, buffers[i].get()); error < 0) {
      return trouble_of(error);
    }
    requests_.push_back(std::move(request));
  }
  return count > 0 ? std::nullopt : std::optional(Trouble{Cause::kDriverError, ENOBUFS});
}

std::uint32_t Session::set_controls(const RemoteWish& wish, libcamera::ControlList& controls) {
  const libcamera::ControlInfoMap& known = camera_->controls();
  std::uint32_t refused = 0;
  if (wish.rate_mhz != 0) {
    if (known.count(&libcamera::controls::FrameDurationLimits) > 0) {
      const std::int64_t duration = std::llround(1e9 / wish.rate_mhz);  // microseconds
      const std::array<std::int64_t, 2> limits = {duration, duration};
      controls.set(libcamera::controls::FrameDurationLimits,
                   libcamera::Span<const std::int64_t, 2>(limits));
    } else {
      refused |= bit(CameraSetting::kRate);
    }
  }
  if (wish.exposure_us != 0) {
    if (known.count(&libcamera::controls::ExposureTime) > 0) {
      if (known.count(&libcamera::controls::AeEnable) > 0) {
        controls.set(libcamera::controls::AeEnable, false);
      }
      controls.set(libcamera::controls::ExposureTime, static_cast<std::int32_t>(wish.exposure_us));
    } else {
      refused |= bit(CameraSetting::kExposure);
    }
  }
  if (choice_.turn_refused) {
    if (wish.mirrored == capture::RemoteChoice::kYes) refused |= bit(CameraSetting::kMirrored);
    if (wish.upside_down == capture::RemoteChoice::kYes) refused |= bit(CameraSetting::kUpsideDown);
  }
  return refused;
}

int Session::tell_format(std::uint32_t refused, std::uint32_t rate_mhz) {
  const libcamera::StreamConfiguration& stream = choice_.configuration->at(0);
  RemoteFormat format;
  format.format = static_cast<std::uint32_t>(choice_.format);
  format.width = static_cast<std::int32_t>(stream.size.width);
  format.height = static_cast<std::int32_t>(stream.size.height);
  const bool jpeg = choice_.format == capture::kMotionJpeg;
  format.stride = jpeg ? 0 : static_cast<std::int32_t>(stream.stride);
  format.rate_mhz = rate_mhz;
  format.refused = refused;
  format.buffer_count = static_cast<std::uint32_t>(requests_.size());
  std::vector<int> files;
  for (std::size_t i = 0; i < requests_.size(); ++i) {
    const auto& planes = buffers_->buffers(stream_)[i]->planes();
    format.buffers[i].offset = planes[0].offset;
    for (const auto& plane : planes) format.buffers[i].length += plane.length;
    files.push_back(planes[0].fd.get());
  }
  return capture::send_message(socket_, format, files);
}

bool Session::tell_frame(const libcamera::Request& request) {
  const libcamera::FrameMetadata& facts = request.findBuffer(stream_)->metadata();
  RemoteFrame frame;
  frame.buffer = static_cast<std::uint32_t>(request.cookie());
  for (const auto& plane : facts.planes()) frame.bytes += plane.bytesused;
  frame.time_us = static_cast<std::int64_t>(facts.timestamp / 1000);
  frame.damaged = facts.status == libcamera::FrameMetadata::FrameSuccess ? 0 : 1;
  return capture::send_message(socket_, frame) == 0;
}

void Session::give_back(std::uint32_t buffer) {
  if (buffer >= requests_.size()) return;
  libcamera::Request& request = *requests_[buffer];
  if (request.status() == libcamera::Request::RequestPending) return;  // the camera has it
  request.reuse(libcamera::Request::ReuseBuffers);
  camera_->queueRequest(&request);
}

void Session::on_completed(libcamera::Request* request) {
  note(static_cast<std::uint32_t>(request->cookie()));
}

void Session::on_disconnected() { note(kGone); }

void Session::note(std::uint32_t number) { (void)!write(completed_in_, &number, sizeof number); }

std::optional<Session::Trouble> Session::run(const RemoteWish& wish) {
  if (const auto trouble = start(wish)) return trouble;
  constexpr int kLookMs = 200;  // at the device, while it sends nothing
  for (;;) {
    std::array<pollfd, 2> asked = {{{.fd = socket_, .events = POLLIN, .revents = 0},
                                    {.fd = completed_out_, .events = POLLIN, .revents = 0}}};
    const int ready = poll(asked.data(), asked.size(), kLookMs);
    if (ready == 0 && lost_open_device("/dev/video")) return Trouble{Cause::kDisappeared, ENODEV};
    if (asked[1].revents != 0) {
      std::uint32_t number = kGone;
      if (read(completed_out_, &number, sizeof number) != sizeof number || number == kGone) {
        return Trouble{Cause::kDisappeared, ENODEV};
      }
      const libcamera::Request& request = *requests_[number];
      if (request.status() == libcamera::Request::RequestComplete) {
        if (!tell_frame(request)) return std::nullopt;
      } else if (lost_open_device("/dev/video")) {
        return Trouble{Cause::kDisappeared, ENODEV};
      }
    }
    if (asked[0].revents != 0) {
      capture::RemotePacket packet;
      const int got = packet.receive(socket_);
      if (got == 0) return std::nullopt;
      capture::RemoteGiveBack back;
      if (got == 1 && capture::read_message(packet.bytes(), back)) give_back(back.buffer);
    }
  }
}

}  // namespace ocellus::capture_libcamera
