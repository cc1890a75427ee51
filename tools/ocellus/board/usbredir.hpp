// Packets of the USB redirection protocol, version 0.7: a USB device on one end of a byte stream,
// QEMU's usb-redir on the other. Pure encoding; camera_server.hpp has the socket.
//
// A packet is a header {type u32, length u32, id} and `length` bytes; all least significant byte
// first. The id has 4 bytes in the hello packet and, as both ends have the capability, 8
// afterwards.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "tools/ocellus/board/bytes.hpp"
#include "tools/ocellus/result.hpp"

namespace ocellus::tools::board::usbredir {

enum class Type : std::uint32_t {
  kHello = 0,
  kDeviceConnect = 1,
  kDeviceDisconnect = 2,
  kReset = 3,
  kInterfaceInfo = 4,
  kEndpointInfo = 5,
  kSetConfiguration = 6,
  kGetConfiguration = 7,
  kConfigurationStatus = 8,
  kSetAltSetting = 9,
  kGetAltSetting = 10,
  kAltSettingStatus = 11,
  kCancelDataPacket = 21,
  kDeviceDisconnectAck = 24,
  kControl = 100,
  kBulk = 101,
};

enum class TransferStatus : std::uint8_t {
  kSuccess = 0,
  kCancelled = 1,
  kInvalid = 2,
  kIoError = 3,
  kStall = 4,
};

struct Packet {
  Type type = Type::kHello;
  std::uint64_t id = 0;
  Bytes payload;
};

// What both ends must be able to do here; QEMU's xHCI asks for most of them itself.
inline constexpr std::uint32_t kCapabilities = 1U << 1    // connect packet has the device's version
                                               | 1U << 4  // endpoint info has packet sizes
                                               | 1U << 5  // ids of 64 bits
                                               | 1U << 6;  // bulk lengths of 32 bits

// Longer packets are refused: a host asks for kilobytes.
inline constexpr std::uint32_t kMostPayload = 1U << 20;

Bytes hello(std::string_view version);
Bytes encode(Type type, std::uint64_t id, ByteView payload);

// A stream of packets, cut wherever the socket cut it.
class Parser {
 public:
  void feed(ByteView bytes);

  // The next whole packet; nothing when more bytes are needed. Fails when the stream is not this
  // protocol: no hello first, a peer without the capabilities above, a packet too long. After a
  // failure the stream is of no use.
  Result<std::optional<Packet>> next();

 private:
  Bytes bytes_;
  bool greeted_ = false;
};

struct Endpoint {
  std::uint8_t address = 0;  // bit 7: towards the host
  std::uint8_t type = 0;     // as in its descriptor: 0 control, 2 bulk
  std::uint8_t interval = 0;
  std::uint8_t interface = 0;
  std::uint16_t max_packet_size = 0;
};

struct Interface {
  std::uint8_t number = 0;
  std::uint8_t usb_class = 0;
  std::uint8_t subclass = 0;
  std::uint8_t protocol = 0;
};

struct Device {
  std::uint8_t speed = 2;  // 2: high speed
  std::uint8_t usb_class = 0;
  std::uint8_t subclass = 0;
  std::uint8_t protocol = 0;
  std::uint16_t vendor = 0;
  std::uint16_t product = 0;
  std::uint16_t version = 0;  // binary-coded decimal
};

// Payloads of the packets of the same names. At most 32 of each; addresses are distinct.
Bytes endpoint_info(std::span<const Endpoint> endpoints);
Bytes interface_info(std::span<const Interface> interfaces);
Bytes device_connect(const Device& device);

struct Control {
  std::uint8_t endpoint = 0;
  std::uint8_t request = 0;
  std::uint8_t request_type = 0;  // bit 7: towards the host
  TransferStatus status = TransferStatus::kSuccess;
  std::uint16_t value = 0;
  std::uint16_t index = 0;
  std::uint16_t length = 0;
  ByteView data = {};  // of the packet it was read from

  bool towards_host() const { return (request_type & 0x80) != 0; }
};

// Nothing when the packet is too short to be one.
std::optional<Control> read_control(ByteView payload);
// `data` follows the header; `length` is the header's, which a request away from the host keeps.
Bytes control(const Control& header, ByteView data);

struct Bulk {
  std::uint8_t endpoint = 0;
  TransferStatus status = TransferStatus::kSuccess;
  std::uint32_t length = 0;
  std::uint32_t stream = 0;
};

std::optional<Bulk> read_bulk(ByteView payload);
// The header's length is that of `data`.
Bytes bulk(const Bulk& header, ByteView data);

}  // namespace ocellus::tools::board::usbredir
