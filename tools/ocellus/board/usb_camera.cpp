#include "tools/ocellus/board/usb_camera.hpp"

#include <algorithm>
#include <utility>

namespace ocellus::tools::board {
namespace {

using usbredir::Control;
using usbredir::Packet;
using usbredir::TransferStatus;
using usbredir::Type;

// bmRequestType of USB 2.0, table 9-2.
constexpr std::uint8_t kRecipientEndpoint = 0x02;
constexpr std::uint8_t kClassSet = 0x21;
constexpr std::uint8_t kClassGet = 0xA1;
constexpr std::uint8_t kKindMask = 0x60;  // standard, class or vendor

// Standard requests, table 9-4.
constexpr std::uint8_t kGetStatus = 0;
constexpr std::uint8_t kClearFeature = 1;
constexpr std::uint8_t kSetFeature = 3;
constexpr std::uint8_t kGetDescriptor = 6;

// Controls of UVC 1.0, appendix A.9, with the selector in the upper byte of wValue.
constexpr std::uint8_t kRequestError = 2;
constexpr std::uint8_t kBrightness = 2;
constexpr std::uint8_t kProbe = 1;
constexpr std::uint8_t kCommit = 2;
constexpr std::uint16_t kBrightest = 255;
constexpr std::uint8_t kGetAndSet = 3;

// A host that has not asked for long is sent as much as it missed, but at most these intervals.
constexpr int kMostArrears = 2;

std::chrono::nanoseconds interval_of(const uvc::Mode& mode) {
  return std::chrono::nanoseconds(std::int64_t{100} * mode.interval);
}

Bytes two_bytes(std::uint16_t value) {
  Bytes bytes;
  put_u16(bytes, value);
  return bytes;
}

}  // namespace

UsbCamera::UsbCamera(PictureFeed& feed, std::vector<uvc::Mode> modes, bool plugged_in)
    : feed_(feed), all_modes_(std::move(modes)), modes_(all_modes_), wanted_in_(plugged_in) {}

void UsbCamera::greet(Bytes& out) { put(out, usbredir::hello("ocellus virtual camera")); }

void UsbCamera::connect(Bytes& out) {
  if (plugged_in_ || !greeted_) return;
  plugged_in_ = true;
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
  quieten();
  put(out, usbredir::encode(Type::kDeviceDisconnect, 0, {}));
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
  switch (packet.type) {
    case Type::kHello:
      greeted_ = true;
      if (wanted_in_) connect(out);
      break;
    case Type::kReset:
      quieten();
      break;
    case Type::kSetConfiguration:
      configuration_ = byte(0);
      status(Type::kConfigurationStatus, {0, configuration_});
      break;
    case Type::kGetConfiguration:
      status(Type::kConfigurationStatus, {0, configuration_});
      break;
    case Type::kSetAltSetting:  // there is one for each interface
      status(Type::kAltSettingStatus, {0, byte(0), byte(1)});
      break;
    case Type::kGetAltSetting:
      status(Type::kAltSettingStatus, {0, byte(0), 0});
      break;
    case Type::kControl:
      answer_control(packet, now, out);
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
      plugged_in_ ? reply_to(*request, now) : std::optional<Bytes>(std::nullopt);
  if (!reply) {
    header.status = TransferStatus::kStall;
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

std::optional<Bytes> UsbCamera::reply_to(const Control& request, Time now) {
  if ((request.request_type & kKindMask) == 0) {
    switch (request.request) {
      case kGetDescriptor:
        return descriptor(request.value);
      case kGetStatus:
        return two_bytes(0);
      case kClearFeature:
        // The only sign that a bulk camera gets when its host stops: the rest of the frame is void.
        if (request.request_type == kRecipientEndpoint) payloads_.clear();
        return Bytes();
      case kSetFeature:
        return Bytes();
      default:
        return std::nullopt;
    }
  }
  if (request.request_type != kClassSet && request.request_type != kClassGet) return std::nullopt;
  const auto interface = static_cast<std::uint8_t>(request.index);
  const auto unit = static_cast<std::uint8_t>(request.index >> 8);
  const auto selector = static_cast<std::uint8_t>(request.value >> 8);
  if (interface == uvc::kStreamingInterface && (selector == kProbe || selector == kCommit)) {
    return streaming_request(request, now);
  }
  if (interface != uvc::kControlInterface) return std::nullopt;
  if (unit == uvc::kProcessingUnit && selector == kBrightness) return brightness_request(request);
  if (unit == 0 && selector == kRequestError &&
      request.request == static_cast<std::uint8_t>(uvc::Request::kGetCurrent)) {
    return Bytes{0};
  }
  return std::nullopt;
}

std::optional<Bytes> UsbCamera::descriptor(std::uint16_t which) const {
  const auto index = static_cast<std::uint8_t>(which);
  switch (which >> 8) {
    case 1:
      return uvc::device_descriptor();
    case 2:
      return uvc::configuration_descriptor(modes_);
    case 3:
      return uvc::string_descriptor(index);
    case 6:
      return uvc::device_qualifier();
    default:
      return std::nullopt;
  }
}

std::optional<Bytes> UsbCamera::streaming_request(const Control& request, Time now) {
  switch (static_cast<uvc::Request>(request.request)) {
    case uvc::Request::kSetCurrent:
      probed_ = uvc::probed_position(modes_, request.data);
      if (request.value >> 8 == kCommit) {
        streaming_ = modes_[static_cast<std::size_t>(probed_) - 1];
        payloads_.clear();
        frame_.clear();
        next_frame_ = now;
      }
      return Bytes();
    case uvc::Request::kGetCurrent:
    case uvc::Request::kGetMinimum:
    case uvc::Request::kGetMaximum:
    case uvc::Request::kGetDefault:
      return uvc::probe(modes_, probed_);
    case uvc::Request::kGetLength:
      return two_bytes(uvc::kProbeBytes);
    case uvc::Request::kGetInfo:
      return Bytes{kGetAndSet};
    default:
      return std::nullopt;
  }
}

std::optional<Bytes> UsbCamera::brightness_request(const Control& request) {
  switch (static_cast<uvc::Request>(request.request)) {
    case uvc::Request::kSetCurrent:
      if (request.data.size() < 2 || get_u16(request.data, 0) > kBrightest) return std::nullopt;
      brightness_ = get_u16(request.data, 0);
      return Bytes();
    case uvc::Request::kGetCurrent:
      return two_bytes(brightness_);
    case uvc::Request::kGetMinimum:
      return two_bytes(0);
    case uvc::Request::kGetMaximum:
      return two_bytes(kBrightest);
    case uvc::Request::kGetResolution:
      return two_bytes(1);
    case uvc::Request::kGetDefault:
      return two_bytes(128);
    case uvc::Request::kGetLength:
      return two_bytes(2);
    case uvc::Request::kGetInfo:
      return Bytes{kGetAndSet};
  }
  return std::nullopt;
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
      disconnect(out);
      break;
    case CameraFault::Kind::kPlug:
      wanted_in_ = true;
      if (!plugged_in_) {
        modes_ = all_modes_;
        std::erase_if(modes_, [&](const uvc::Mode& mode) {
          return (fault.formats == CameraFault::Formats::kMjpegOnly &&
                  mode.format != uvc::Format::kMjpeg) ||
                 (fault.formats == CameraFault::Formats::kYuyvOnly &&
                  mode.format != uvc::Format::kYuyv);
        });
        if (modes_.empty()) modes_ = all_modes_;
      }
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
  if (!streaming_ || waiting_.empty() || !payloads_.empty()) return std::nullopt;
  return std::max(next_frame_, paused_until_);
}

}  // namespace ocellus::tools::board
