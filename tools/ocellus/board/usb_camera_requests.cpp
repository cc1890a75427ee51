// What the camera answers to control requests: descriptors, and the class's own.
#include <utility>

#include "tools/ocellus/board/usb_camera.hpp"

namespace ocellus::tools::board {
namespace {

using usbredir::Control;

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

Bytes two_bytes(std::uint16_t value) {
  Bytes bytes;
  put_u16(bytes, value);
  return bytes;
}

}  // namespace

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
        enumerated_ = true;  // only a program commits
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

}  // namespace ocellus::tools::board
