#include "tools/ocellus/board/uvc.hpp"

#include <algorithm>
#include <array>

namespace ocellus::tools::board::uvc {
namespace {

// Descriptor types, USB 2.0 table 9-5 and UVC 1.0 table A-4.
constexpr std::uint8_t kDeviceType = 1;
constexpr std::uint8_t kConfigurationType = 2;
constexpr std::uint8_t kStringType = 3;
constexpr std::uint8_t kInterfaceType = 4;
constexpr std::uint8_t kEndpointType = 5;
constexpr std::uint8_t kQualifierType = 6;
constexpr std::uint8_t kAssociationType = 11;
constexpr std::uint8_t kClassInterface = 0x24;

constexpr std::uint8_t kVideoClass = 0x0E;
constexpr std::uint8_t kControlSubclass = 1;
constexpr std::uint8_t kStreamingSubclass = 2;
constexpr std::uint8_t kCollectionSubclass = 3;

constexpr std::uint8_t kCameraTerminal = 1;
constexpr std::uint8_t kOutputTerminal = 3;
constexpr std::uint16_t kUsbVersion = 0x0200;
constexpr std::uint16_t kUvcVersion = 0x0100;
constexpr std::uint8_t kControlPacketBytes = 64;
constexpr std::uint32_t kClockHertz = 48'000'000;

enum class StringIndex : std::uint8_t { kNone, kMaker, kProduct, kSerial };
constexpr std::array<std::string_view, 4> kStrings = {"", "Ocellus", "Virtual board camera",
                                                      "OCE0001"};

// The format identifier of YUYV, a GUID with "YUY2" in front.
constexpr std::array<std::uint8_t, 16> kYuyvGuid = {0x59, 0x55, 0x59, 0x32, 0x00, 0x00, 0x10, 0x00,
                                                    0x80, 0x00, 0x00, 0xAA, 0x00, 0x38, 0x9B, 0x71};

constexpr std::uint8_t kFrameBit = 0x01;
constexpr std::uint8_t kEndOfFrame = 0x02;
constexpr std::uint8_t kEndOfHeader = 0x80;
constexpr std::uint8_t kPayloadHeader = 2;

// A descriptor begins with its own length.
void put_descriptor(Bytes& to, const Bytes& body) {
  put_u8(to, static_cast<std::uint8_t>(body.size() + 1));
  put(to, body);
}

void put_interface(Bytes& to, std::uint8_t number, std::uint8_t endpoint_count,
                   std::uint8_t subclass) {
  put_descriptor(to, {kInterfaceType, number, 0, endpoint_count, kVideoClass, subclass, 0, 0});
}

// Camera terminal -> processing unit -> output terminal.
Bytes units() {
  Bytes all;
  put_descriptor(all, {kClassInterface, 2, kCameraTerminal, 0x01, 0x02, 0, 0,       // type 0x0201
                       0, 0, 0, 0, 0, 0,                                            // focal lengths
                       3, 0, 0, 0});                                                // no controls
  put_descriptor(all, {kClassInterface, 5, kProcessingUnit, kCameraTerminal, 0, 0,  // multiplier
                       2, 1, 0, 0});                                                // brightness
  put_descriptor(all, {kClassInterface, 3, kOutputTerminal, 0x01, 0x01,  // type 0x0101: USB
                       0, kProcessingUnit, 0});
  return all;
}

Bytes control_interface() {
  const Bytes below = units();
  constexpr std::size_t kHeaderBytes = 13;
  Bytes header = {kClassInterface, 1};
  put_u16(header, kUvcVersion);
  put_u16(header, static_cast<std::uint16_t>(kHeaderBytes + below.size()));
  put_u32(header, kClockHertz);
  put(header, {1, kStreamingInterface});  // one streaming interface: that
  Bytes all;
  put_interface(all, kControlInterface, 0, kControlSubclass);
  put_descriptor(all, header);
  put(all, below);
  return all;
}

void put_format(Bytes& to, const Mode& mode, std::uint8_t position) {
  Bytes format = {kClassInterface};
  if (mode.format == Format::kMjpeg) {
    put(format, {6, position, 1, 1});
  } else {
    put(format, {4, position, 1});
    put(format, kYuyvGuid);
    put_u8(format, 16);  // bits a pixel
  }
  put(format, {1, 0, 0, 0, 0});  // default frame, aspect, interlacing, copy protection
  put_descriptor(to, format);

  const std::uint64_t most_bits =
      std::uint64_t{mode.most_bytes()} * 8 * 10'000'000 / std::max(mode.interval, 1U);
  Bytes frame = {kClassInterface, static_cast<std::uint8_t>(mode.format == Format::kMjpeg ? 7 : 5),
                 1, 0};
  put_u16(frame, mode.width);
  put_u16(frame, mode.height);
  put_u32(frame, static_cast<std::uint32_t>(std::min<std::uint64_t>(most_bits / 10, 0xFFFFFFFF)));
  put_u32(frame, static_cast<std::uint32_t>(std::min<std::uint64_t>(most_bits, 0xFFFFFFFF)));
  put_u32(frame, mode.most_bytes());
  put_u32(frame, mode.interval);
  put_u8(frame, 1);  // one interval to choose from
  put_u32(frame, mode.interval);
  put_descriptor(to, frame);
  put_descriptor(to, {kClassInterface, 13, 1, 1, 4});  // BT.709 primaries, BT.601 matrix
}

Bytes streaming_interface(Modes modes) {
  Bytes formats;
  for (std::size_t i = 0; i < modes.size(); ++i) {
    put_format(formats, modes[i], static_cast<std::uint8_t>(i + 1));
  }
  const std::size_t header_bytes = 13 + modes.size();
  Bytes header = {kClassInterface, 1, static_cast<std::uint8_t>(modes.size())};
  put_u16(header, static_cast<std::uint16_t>(header_bytes + formats.size()));
  put(header, {kStreamEndpoint, 0, kOutputTerminal, 0, 0, 0, 1});
  header.resize(header.size() + modes.size(), 0);  // no controls of formats
  Bytes all;
  put_interface(all, kStreamingInterface, 1, kStreamingSubclass);
  put_descriptor(all, header);
  put(all, formats);
  Bytes endpoint = {kEndpointType, kStreamEndpoint, 2};
  put_u16(endpoint, kStreamPacketBytes);
  put_u8(endpoint, 0);
  put_descriptor(all, endpoint);
  return all;
}

}  // namespace

Bytes device_descriptor() {
  Bytes body = {kDeviceType};
  put_u16(body, kUsbVersion);
  put(body, {kDevice.usb_class, kDevice.subclass, kDevice.protocol, kControlPacketBytes});
  put_u16(body, kDevice.vendor);
  put_u16(body, kDevice.product);
  put_u16(body, kDevice.version);
  put(body, {static_cast<std::uint8_t>(StringIndex::kMaker),
             static_cast<std::uint8_t>(StringIndex::kProduct),
             static_cast<std::uint8_t>(StringIndex::kSerial), 1});  // one configuration
  Bytes all;
  put_descriptor(all, body);
  return all;
}

Bytes device_qualifier() {
  Bytes body = {kQualifierType};
  put_u16(body, kUsbVersion);
  put(body, {kDevice.usb_class, kDevice.subclass, kDevice.protocol, kControlPacketBytes, 1, 0});
  Bytes all;
  put_descriptor(all, body);
  return all;
}

Bytes configuration_descriptor(Modes modes) {
  Bytes below;
  put_descriptor(below, {kAssociationType, kControlInterface, 2, kVideoClass, kCollectionSubclass,
                         0, static_cast<std::uint8_t>(StringIndex::kProduct)});
  put(below, control_interface());
  put(below, streaming_interface(modes));
  constexpr std::size_t kHeaderBytes = 9;
  Bytes header = {kConfigurationType};
  put_u16(header, static_cast<std::uint16_t>(kHeaderBytes + below.size()));
  put(header, {2, kConfiguration, 0, 0x80, 250});  // two interfaces, bus powered, 500 mA
  Bytes all;
  put_descriptor(all, header);
  put(all, below);
  return all;
}

std::optional<Bytes> string_descriptor(std::uint8_t index) {
  Bytes body = {kStringType};
  if (index == 0) {
    put_u16(body, 0x0409);  // English
  } else if (index < kStrings.size()) {
    for (const char c : kStrings[index]) put_u16(body, static_cast<std::uint8_t>(c));
  } else {
    return std::nullopt;
  }
  Bytes all;
  put_descriptor(all, body);
  return all;
}

std::vector<usbredir::Endpoint> endpoints() {
  return {{.address = 0x00, .type = 0, .max_packet_size = kControlPacketBytes},
          {.address = 0x80, .type = 0, .max_packet_size = kControlPacketBytes},
          {.address = kStreamEndpoint,
           .type = 2,
           .interface = kStreamingInterface,
           .max_packet_size = kStreamPacketBytes}};
}

std::vector<usbredir::Interface> interfaces() {
  return {{kControlInterface, kVideoClass, kControlSubclass, 0},
          {kStreamingInterface, kVideoClass, kStreamingSubclass, 0}};
}

Bytes probe(Modes modes, std::uint8_t position) {
  const Mode& mode = modes[static_cast<std::size_t>(position) - 1];
  Bytes block;
  put_u16(block, 1);  // the frame interval is what the host is to keep
  put(block, {position, 1});
  put_u32(block, mode.interval);
  block.resize(block.size() + 10, 0);  // key frames, compression, delay
  put_u32(block, mode.most_bytes());
  put_u32(block, kMostPayload);
  return block;
}

std::uint8_t probed_position(Modes modes, ByteView block) {
  const std::uint8_t wanted = block.size() > 2 ? block[2] : 0;
  return wanted >= 1 && wanted <= modes.size() ? wanted : 1;
}

std::vector<Bytes> payloads(ByteView frame, bool frame_bit) {
  // Two bytes fewer than the agreed maximum, so that a short packet ends every payload's transfer.
  constexpr std::size_t kMostData = kMostPayload - 2 * kPayloadHeader;
  std::vector<Bytes> all;
  do {
    const ByteView part = frame.first(std::min(frame.size(), kMostData));
    frame = frame.subspan(part.size());
    const auto bits = static_cast<std::uint8_t>(kEndOfHeader | (frame_bit ? kFrameBit : 0) |
                                                (frame.empty() ? kEndOfFrame : 0));
    Bytes payload = {kPayloadHeader, bits};
    put(payload, part);
    all.push_back(std::move(payload));
  } while (!frame.empty());
  return all;
}

}  // namespace ocellus::tools::board::uvc
