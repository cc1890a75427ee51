#include "tools/ocellus/board/usb_camera.hpp"

#include <algorithm>
#include <utility>

#include "tools/ocellus/format.hpp"

namespace ocellus::tools::board {
namespace {

using usbredir::Control;
using usbredir::Packet;
using usbredir::TransferStatus;
using usbredir::Type;

// A host that has not asked for long is sent as much as it missed, but at most these intervals.
constexpr int kMostArrears = 2;

// A host that asked something so lately may be enumerating.
constexpr std::chrono::milliseconds kEnumerating(500);
// Linux asks again within some 10 ms while it tries, and waits 100 ms and more from one try to the
// next: 60 for the reset, during which it looks whether anybody is there, and 50 after it.
constexpr std::chrono::milliseconds kBetweenTries(50);
constexpr std::chrono::seconds kLongestLeave(5);

std::chrono::nanoseconds interval_of(const uvc::Mode& mode) {
  return std::chrono::nanoseconds(std::int64_t{100} * mode.interval);
}

}  // namespace

UsbCamera::UsbCamera(PictureFeed& feed, std::vector<uvc::Mode> modes, bool plugged_in)
    : feed_(feed), all_modes_(std::move(modes)), modes_(all_modes_), wanted_in_(plugged_in) {}

void UsbCamera::greet(Bytes& out) { put(out, usbredir::hello("ocellus virtual camera")); }

void UsbCamera::connect(Bytes& out) {
  if (plugged_in_ || !greeted_) return;
  plugged_in_ = true;
  enumerated_ = true;  // nobody has begun
  modes_ = all_modes_;
  std::erase_if(modes_, [this](const uvc::Mode& mode) {
    return (wanted_formats_ == CameraFault::Formats::kMjpegOnly &&
            mode.format != uvc::Format::kMjpeg) ||
           (wanted_formats_ == CameraFault::Formats::kYuyvOnly &&
            mode.format != uvc::Format::kYuyv);
  });
  if (modes_.empty()) modes_ = all_modes_;
  put(out, usbredir::encode(Type::kEndpointInfo, 0, usbredir::endpoint_info(uvc::endpoints())));
  put(out, usbredir::encode(Type::kInterfaceInfo, 0, usbredir::interface_info(uvc::interfaces())));
  put(out, usbredir::encode(Type::kDeviceConnect, 0, usbredir::device_connect(uvc::kDevice)));
}

// The protocol wants every request answered before the device goes.
void UsbCamera::disconnect(Bytes& out) {
  if (!plugged_in_) return;
  for (const Transfer& transfer : waiting_) {
    complete(transfer, TransferStatus::kCancelled, {}, out);
  }
  plugged_in_ = false;
  leaving_since_.reset();
  quieten();
  put(out, usbredir::encode(Type::kDeviceDisconnect, 0, {}));
}

// QEMU's xHCI never ends a transfer to a device that has gone. Linux enumerates in the thread that
// would learn of that, so it would wait for its own deadlines, 5 to 20 s, where a real host
// controller tells it at once. So a device that is pulled out meanwhile fails every transfer, as a
// real one does, and is gone between two of the host's tries, or when it tries no more.
void UsbCamera::leave(Time now, Bytes& out) {
  if (!plugged_in_ || leaving_since_) return;
  if (enumerated_ || now >= asked_ + kEnumerating) {
    disconnect(out);
    return;
  }
  leaving_since_ = now;
  for (const Transfer& transfer : waiting_) {
    complete(transfer, TransferStatus::kIoError, {}, out);
  }
  quieten();
}

UsbCamera::Time UsbCamera::gone() const {
  return std::min<Time>(asked_ + kBetweenTries, *leaving_since_ + kLongestLeave);
}

// As after power-on.
void UsbCamera::quieten() {
  waiting_.clear();
  payloads_.clear();
  streaming_.reset();
  configuration_ = 0;
  probed_ = 1;
}

void UsbCamera::handle(const Packet& packet, Time now, Bytes& out) {
  const auto status = [&](Type type, Bytes payload) {
    put(out, usbredir::encode(type, packet.id, payload));
  };
  const auto byte = [&](std::size_t at) -> std::uint8_t {
    return at < packet.payload.size() ? packet.payload[at] : 0;
  };
  const auto outcome = static_cast<std::uint8_t>(leaving_since_ ? TransferStatus::kIoError
                                                                : TransferStatus::kSuccess);
  switch (packet.type) {
    case Type::kHello:
      greeted_ = true;
      if (wanted_in_) connect(out);
      break;
    case Type::kReset:
      quieten();
      enumerated_ = false;
      asked_ = now;
      break;
    case Type::kSetConfiguration:
      configuration_ = byte(0);
      status(Type::kConfigurationStatus, {outcome, configuration_});
      asked_ = now;
      break;
    case Type::kGetConfiguration:
      status(Type::kConfigurationStatus, {outcome, configuration_});
      break;
    case Type::kSetAltSetting:  // there is one for each interface
      status(Type::kAltSettingStatus, {outcome, byte(0), byte(1)});
      break;
    case Type::kGetAltSetting:
      status(Type::kAltSettingStatus, {outcome, byte(0), 0});
      break;
    case Type::kControl:
      answer_control(packet, now, out);
      asked_ = now;
      break;
    case Type::kBulk:
      take_bulk(packet, out);
      break;
    case Type::kCancelDataPacket:
      cancel(packet.id, out);
      break;
    default:
      break;  // acknowledgements, and kinds of transfers that it has no endpoint for
  }
}

void UsbCamera::answer_control(const Packet& packet, Time now, Bytes& out) {
  const std::optional<Control> request = usbredir::read_control(packet.payload);
  if (!request) return;
  Control header = *request;
  header.status = TransferStatus::kSuccess;  // QEMU leaves it as its stack was
  std::optional<Bytes> reply =
      plugged_in() ? reply_to(*request, now) : std::optional<Bytes>(std::nullopt);
  if (!reply) {
    header.status = leaving_since_ ? TransferStatus::kIoError : TransferStatus::kStall;
    header.length = 0;
    reply.emplace();
  } else if (request->towards_host()) {
    reply->resize(std::min<std::size_t>(reply->size(), request->length));
    header.length = static_cast<std::uint16_t>(reply->size());
  }
  put(out, usbredir::encode(Type::kControl, packet.id, usbredir::control(header, *reply)));
}

void UsbCamera::take_bulk(const Packet& packet, Bytes& out) {
  const std::optional<usbredir::Bulk> request = usbredir::read_bulk(packet.payload);
  if (!request) return;
  const Transfer transfer = {packet.id, *request};
  if (leaving_since_) {
    complete(transfer, TransferStatus::kIoError, {}, out);
    return;
  }
  if (!plugged_in_ || request->endpoint != uvc::kStreamEndpoint) {
    complete(transfer, TransferStatus::kInvalid, {}, out);
    return;
  }
  waiting_.push_back(transfer);
}

// One that has been answered already needs nothing more.
void UsbCamera::cancel(std::uint64_t id, Bytes& out) {
  const auto found =
      std::ranges::find_if(waiting_, [id](const Transfer& transfer) { return transfer.id == id; });
  if (found == waiting_.end()) return;
  complete(*found, TransferStatus::kCancelled, {}, out);
  waiting_.erase(found);
}

void UsbCamera::complete(const Transfer& transfer, TransferStatus status, ByteView data,
                         Bytes& out) {
  const usbredir::Bulk header = {
      .endpoint = transfer.request.endpoint, .status = status, .stream = transfer.request.stream};
  put(out, usbredir::encode(Type::kBulk, transfer.id, usbredir::bulk(header, data)));
}

void UsbCamera::apply(const CameraFault& fault, Time now, Bytes& out) {
  switch (fault.kind) {
    case CameraFault::Kind::kCorrupt:
      to_corrupt_ = fault.count;
      break;
    case CameraFault::Kind::kShort:
      to_shorten_ = fault.count;
      break;
    case CameraFault::Kind::kStall:
      to_stall_ = fault.count;
      break;
    case CameraFault::Kind::kFreeze:
      frozen_until_ = now + fault.time;
      break;
    case CameraFault::Kind::kPause:
      paused_until_ = now + fault.time;
      break;
    case CameraFault::Kind::kUnplug:
      wanted_in_ = false;
      leave(now, out);
      break;
    case CameraFault::Kind::kPlug:
      wanted_in_ = true;
      wanted_formats_ = fault.formats;
      connect(out);
      break;
  }
}

void UsbCamera::make_frame(Time now) {
  if (frame_.empty() || now >= frozen_until_) {
    const ByteView next = feed_.next(*streaming_);
    frame_.assign(next.begin(), next.end());
  } else {
    ++counts_.repeated;
  }
  Bytes sent = frame_;
  if (to_corrupt_ > 0) {
    --to_corrupt_;
    ++counts_.corrupted;
    for (std::size_t i = sent.size() / 2; i < sent.size(); ++i) {
      noise_ = noise_ * 1664525 + 1013904223;  // Numerical Recipes' generator: the same every time
      sent[i] = static_cast<std::uint8_t>(noise_ >> 24);
    }
  }
  if (to_shorten_ > 0) {
    --to_shorten_;
    ++counts_.shortened;
    sent.resize(sent.size() / 3);
  }
  ++counts_.frames;
  for (Bytes& payload : uvc::payloads(sent, frame_bit_)) payloads_.push_back(std::move(payload));
  frame_bit_ = !frame_bit_;
}

void UsbCamera::pump(Time now, Bytes& out) {
  if (leaving_since_ && now >= gone()) {
    disconnect(out);
    if (wanted_in_) connect(out);
  }
  for (; to_stall_ > 0 && streaming_ && !waiting_.empty(); --to_stall_) {
    ++counts_.stalled;
    complete(waiting_.front(), TransferStatus::kStall, {}, out);
    waiting_.pop_front();
  }
  if (streaming_ && payloads_.empty() && !waiting_.empty() && now >= next_frame_ &&
      now >= paused_until_) {
    make_frame(now);
    const auto interval = interval_of(*streaming_);
    next_frame_ = std::max(next_frame_ + interval, now - kMostArrears * interval);
  }
  while (!payloads_.empty() && !waiting_.empty()) {
    Bytes& payload = payloads_.front();
    const std::size_t room = waiting_.front().request.length;
    const std::size_t size = std::min(payload.size(), room);
    complete(waiting_.front(), TransferStatus::kSuccess, ByteView(payload).first(size), out);
    waiting_.pop_front();
    payload.erase(payload.begin(), payload.begin() + static_cast<std::ptrdiff_t>(size));
    if (payload.empty()) payloads_.pop_front();
  }
}

std::optional<UsbCamera::Time> UsbCamera::due() const {
  if (leaving_since_) return gone();
  if (!streaming_ || waiting_.empty() || !payloads_.empty()) return std::nullopt;
  return std::max(next_frame_, paused_until_);
}

std::string UsbCamera::describe(Time now) const {
  const auto until = [now](Time time) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(time - now).count();
    return static_cast<long long>(std::max<std::int64_t>(left, 0));
  };
  const char* const stream = !streaming_                                ? "no stream"
                             : streaming_->format == uvc::Format::kYuyv ? "streams YUYV"
                                                                        : "streams MJPEG";
  return format(
      "%s, configuration %d, %s; %zu requests wait, %zu payloads are left; %llu frames so far; "
      "still to corrupt %u, to shorten %u, to stall %u; frozen for %lld ms, pauses for %lld ms",
      leaving_since_ ? "leaving"
      : plugged_in_  ? "plugged in"
                     : "unplugged",
      configuration_, stream, waiting_.size(), payloads_.size(),
      static_cast<unsigned long long>(counts_.frames), to_corrupt_, to_shorten_, to_stall_,
      until(frozen_until_), until(paused_until_));
}

}  // namespace ocellus::tools::board
