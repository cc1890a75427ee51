#include "drivers/capture/remote_device.hpp"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/videodev2.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include <algorithm>
#include <cmath>

namespace ocellus::capture {
namespace {

CameraStatus fine() { return {}; }

CameraStatus failure(Code code, CameraFault fault, const char* what, int error = 0) {
  return {Status::failure(code, what, 0, error), fault};
}

CameraStatus broken(const char* what) {
  return failure(Code::kCorrupt, CameraFault::kDriverError, what);
}

RemoteChoice choice(std::optional<bool> wish) {
  if (!wish) return RemoteChoice::kAsItIs;
  return *wish ? RemoteChoice::kYes : RemoteChoice::kNo;
}

RemoteWish message_of(std::string_view id, const CameraWish& wish) {
  RemoteWish message;
  message.width = wish.width;
  message.height = wish.height;
  message.format = static_cast<std::uint32_t>(wish.format);
  message.rate_mhz = static_cast<std::uint32_t>(std::lround(wish.rate * 1000));
  if (wish.exposure) {
    message.exposure_us =
        static_cast<std::uint32_t>(std::min<std::int64_t>(wish.exposure->count(), UINT32_MAX));
  }
  message.mirrored = choice(wish.mirrored);
  message.upside_down = choice(wish.upside_down);
  message.conversions = wish.conversions ? 1 : 0;
  std::ranges::copy(id.substr(0, kRemoteNameRoom - 1), message.camera.begin());
  return message;
}

// Whether its bytes stay where they are as long as it is mapped: of any other file the pages behind
// its end may be gone when they are read.
bool keeps_its_size(int descriptor) {
  struct statfs facts = {};
  if (fstatfs(descriptor, &facts) != 0) return false;
  if (facts.f_type == DMA_BUF_MAGIC) return true;
  const int seals = fcntl(descriptor, F_GET_SEALS);
  return facts.f_type == TMPFS_MAGIC && seals >= 0 && (seals & F_SEAL_SHRINK) != 0;
}

}  // namespace

CameraStatus RemoteDevice::open(const char* path, const CameraWish& wish) {
  close();
  if (!helper_.ended()) {
    return failure(Code::kTimeout, {}, "the camera helper before has not ended yet");
  }
  std::string_view id = path;
  id.remove_prefix(std::min(id.size(), kLibcamera.size() + 1));
  wish_ = wish;
  return {helper_.start(bytes_of(message_of(id, wish))), CameraFault::kUnusable};
}

void RemoteDevice::close() {
  helper_.end();
  helper_.ended();
  for (Buffer& buffer : buffers_) {
    if (!buffer.mapping.empty()) munmap(buffer.mapping.data(), buffer.mapping.size());
    buffer = {};
  }
  buffer_count_ = 0;
  taken_ = kNone;
  format_ = {};
  rate_ = 0;
  refused_ = 0;
}

CameraStatus RemoteDevice::take(Microseconds limit, Picture& picture) {
  picture = {};
  const CameraStatus none = failure(Code::kTimeout, {}, "no picture yet");
  const Microseconds until = system_.now() + limit;
  for (;;) {
    if (system_.wait(helper_.socket(), until - system_.now()) == 0) return none;
    RemotePacket packet;
    const int got = packet.receive(helper_.socket());
    if (got == -EAGAIN) return none;
    if (got == -ECONNRESET) continue;
    if (got == -EPROTO) return broken("the camera helper sends what is no message");
    if (got <= 0) {
      return failure(Code::kDisconnected, CameraFault::kHelperDied, helper_.tell_end(), -got);
    }
    const CameraStatus status = read(packet, picture);
    if (status.status.code != Code::kTimeout) return status;
  }
}

CameraStatus RemoteDevice::read(const RemotePacket& packet, Picture& picture) {
  RemoteTrouble trouble;
  if (packet.descriptor_count() == 0 && read_message(packet.bytes(), trouble)) {
    return read_trouble(trouble);
  }
  return knows_format() ? read_frame(packet, picture) : read_format(packet);
}

CameraStatus RemoteDevice::read_trouble(const RemoteTrouble& trouble) {
  using Cause = RemoteTrouble::Cause;
  const int error = std::clamp(trouble.os_error, 0, 4095);
  switch (trouble.cause) {
    case Cause::kAbsent:
      return failure(Code::kNotFound, CameraFault::kAbsent, "libcamera finds no such camera",
                     error);
    case Cause::kBusy:
      return failure(Code::kIo, CameraFault::kBusy, "another program has the camera", error);
    case Cause::kUnusable:
      return failure(Code::kUnsupported, CameraFault::kUnusable,
                     "libcamera's camera has no format that this program reads", error);
    case Cause::kDriverError:
      return failure(Code::kIo, CameraFault::kDriverError, "libcamera does not start the camera",
                     error);
    case Cause::kDisappeared:
      return failure(Code::kDisconnected, CameraFault::kDisappeared, "the camera went away", error);
  }
  return broken("the camera helper names no trouble there is");
}

CameraStatus RemoteDevice::read_format(const RemotePacket& packet) {
  RemoteFormat message;
  if (!read_message(packet.bytes(), message)) {
    return broken("the camera helper speaks another protocol");
  }
  if (message.buffer_count < 1 || message.buffer_count > kRemoteMostBuffers ||
      message.buffer_count != packet.descriptor_count()) {
    return broken("the camera helper counts its buffers wrong");
  }
  const auto places = std::span(message.buffers).first(message.buffer_count);
  std::uint32_t smallest = kRemoteLargestBuffer;
  for (const RemoteBuffer& place : places) smallest = std::min(smallest, place.length);

  v4l2_pix_format answer = {};
  answer.width = static_cast<std::uint32_t>(message.width);
  answer.height = static_cast<std::uint32_t>(message.height);
  answer.pixelformat = message.format;
  answer.field = V4L2_FIELD_NONE;
  answer.bytesperline = static_cast<std::uint32_t>(message.stride);
  answer.sizeimage = smallest;
  CameraFormat format;
  if (const Status status = check_format(FourCc{message.format}, answer, format); !status.ok()) {
    return {status, CameraFault::kUnusable};
  }
  const std::size_t rgb_bytes =
      3 * static_cast<std::size_t>(format.width) * static_cast<std::size_t>(format.height);
  if (format.is_converted() && (!wish_.conversions || rgb_bytes > wish_.conversion_bytes)) {
    return failure(Code::kTooLarge, CameraFault::kUnusable,
                   "the camera's pictures need a conversion that nobody set memory aside for");
  }
  for (std::size_t i = 0; i < places.size(); ++i) {
    const CameraStatus status = map(packet.descriptor(i), places[i], buffers_[i]);
    if (!status.ok()) return status;
  }
  format_ = format;
  rate_ = static_cast<double>(message.rate_mhz) / 1000;
  refused_ = message.refused;
  buffer_count_ = message.buffer_count;
  return failure(Code::kTimeout, {}, "the pictures come later");
}

CameraStatus RemoteDevice::map(int descriptor, const RemoteBuffer& place, Buffer& buffer) {
  if (place.length < 1 || place.length > kRemoteLargestBuffer ||
      place.offset > kRemoteLargestBuffer) {
    return broken("the camera helper has a buffer of no possible size");
  }
  const std::size_t size = std::size_t{place.offset} + place.length;
  struct stat facts = {};
  if (!keeps_its_size(descriptor) || fstat(descriptor, &facts) != 0 || facts.st_size < 0 ||
      static_cast<std::uint64_t>(facts.st_size) < size) {
    return broken("the camera helper has a buffer that may shrink or is too small");
  }
  void* const start = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  if (start == MAP_FAILED) {
    return failure(Code::kIo, CameraFault::kDriverError, "a buffer of the helper cannot be mapped",
                   errno);
  }
  buffer.mapping = {static_cast<std::uint8_t*>(start), size};
  buffer.bytes = buffer.mapping.subspan(place.offset);
  return fine();
}

CameraStatus RemoteDevice::read_frame(const RemotePacket& packet, Picture& picture) {
  RemoteFrame message;
  if (packet.descriptor_count() != 0 || !read_message(packet.bytes(), message)) {
    return broken("the camera helper sends what is no picture");
  }
  if (message.buffer >= buffer_count_ || message.bytes > buffers_[message.buffer].bytes.size()) {
    return broken("the camera helper names a buffer that it does not have");
  }
  taken_ = message.buffer;
  picture.bytes = buffers_[taken_].bytes.first(message.bytes);
  picture.damaged = message.damaged != 0 || message.bytes == 0;
  // Some cameras' own clocks run away.
  constexpr Microseconds kOldest = std::chrono::seconds(10);
  const Microseconds now = system_.now();
  const Microseconds stamp{message.time_us};
  picture.time = stamp <= now && stamp > now - kOldest ? stamp : now;
  return fine();
}

bool RemoteDevice::has_newer() { return system_.wait(helper_.socket(), Microseconds(0)) > 0; }

CameraStatus RemoteDevice::give_back() {
  if (taken_ == kNone) return fine();
  RemoteGiveBack message;
  message.buffer = taken_;
  taken_ = kNone;
  const int error = send_message(helper_.socket(), message);
  // One that has ended may have said why before, and take() reads that.
  if (error == 0 || error == -EPIPE || error == -ECONNRESET) return fine();
  return failure(Code::kDisconnected, CameraFault::kHelperDied, "the camera helper does not listen",
                 -error);
}

}  // namespace ocellus::capture
