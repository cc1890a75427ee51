#include "tools/ocellus/board/usbredir.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace ocellus::tools::board::usbredir {
namespace {

constexpr std::size_t kSlots = 32;  // entries of endpoint and interface tables
constexpr std::size_t kVersionBytes = 64;
constexpr std::size_t kHelloHeader = 12;
constexpr std::size_t kHeader = 16;
constexpr std::size_t kControlHeader = 10;
constexpr std::size_t kBulkHeader = 10;
constexpr std::uint8_t kNoEndpoint = 255;

// Endpoints 0..15 away from the host come first, then those towards it.
std::size_t slot_of(std::uint8_t address) {
  return static_cast<std::size_t>(((address & 0x80) >> 3) | (address & 0x0F));
}

Failure not_usbredir(std::string what) {
  return {"the camera's connection", std::move(what), "use Debian's QEMU, version 7.2 or newer"};
}

}  // namespace

Bytes hello(std::string_view version) {
  Bytes packet;
  put_u32(packet, static_cast<std::uint32_t>(Type::kHello));
  put_u32(packet, kVersionBytes + 4);
  put_u32(packet, 0);  // id
  const std::string_view shown = version.substr(0, kVersionBytes - 1);
  packet.insert(packet.end(), shown.begin(), shown.end());
  packet.resize(kHelloHeader + kVersionBytes, 0);
  put_u32(packet, kCapabilities);
  return packet;
}

Bytes encode(Type type, std::uint64_t id, ByteView payload) {
  Bytes packet;
  packet.reserve(kHeader + payload.size());
  put_u32(packet, static_cast<std::uint32_t>(type));
  put_u32(packet, static_cast<std::uint32_t>(payload.size()));
  put_le(packet, id, 8);
  put(packet, payload);
  return packet;
}

void Parser::feed(ByteView bytes) { put(bytes_, bytes); }

Result<std::optional<Packet>> Parser::next() {
  const std::size_t header = greeted_ ? kHeader : kHelloHeader;
  if (bytes_.size() < header) return std::optional<Packet>();
  const auto type = static_cast<Type>(get_u32(bytes_, 0));
  const std::uint32_t length = get_u32(bytes_, 4);
  if (!greeted_ && type != Type::kHello) return not_usbredir("does not begin with a greeting");
  if (length > kMostPayload) {
    return not_usbredir("has a packet of " + std::to_string(length) + " bytes");
  }
  if (bytes_.size() - header < length) return std::optional<Packet>();
  Packet packet = {type, get_le(bytes_, 8, header - 8), {}};
  const auto begin = bytes_.begin() + static_cast<std::ptrdiff_t>(header);
  packet.payload.assign(begin, begin + static_cast<std::ptrdiff_t>(length));
  bytes_.erase(bytes_.begin(), begin + static_cast<std::ptrdiff_t>(length));
  if (!greeted_) {
    const bool able = length >= kVersionBytes + 4 &&
                      (get_u32(packet.payload, kVersionBytes) & kCapabilities) == kCapabilities;
    if (!able) return not_usbredir("is with a program that lacks capabilities");
    greeted_ = true;
  }
  return std::optional<Packet>(std::move(packet));
}

Bytes endpoint_info(std::span<const Endpoint> endpoints) {
  std::array<std::uint8_t, kSlots> types = {}, intervals = {}, interfaces = {};
  std::array<std::uint16_t, kSlots> sizes = {};
  types.fill(kNoEndpoint);
  for (const Endpoint& endpoint : endpoints) {
    const std::size_t slot = slot_of(endpoint.address);
    types[slot] = endpoint.type;
    intervals[slot] = endpoint.interval;
    interfaces[slot] = endpoint.interface;
    sizes[slot] = endpoint.max_packet_size;
  }
  Bytes payload;
  put(payload, types);
  put(payload, intervals);
  put(payload, interfaces);
  for (const std::uint16_t size : sizes) put_u16(payload, size);
  return payload;
}

Bytes interface_info(std::span<const Interface> interfaces) {
  std::array<std::uint8_t, kSlots> numbers = {}, classes = {}, subclasses = {}, protocols = {};
  for (std::size_t i = 0; i < std::min(interfaces.size(), kSlots); ++i) {
    numbers[i] = interfaces[i].number;
    classes[i] = interfaces[i].usb_class;
    subclasses[i] = interfaces[i].subclass;
    protocols[i] = interfaces[i].protocol;
  }
  Bytes payload;
  put_u32(payload, static_cast<std::uint32_t>(std::min(interfaces.size(), kSlots)));
  put(payload, numbers);
  put(payload, classes);
  put(payload, subclasses);
  put(payload, protocols);
  return payload;
}

Bytes device_connect(const Device& device) {
  Bytes payload = {device.speed, device.usb_class, device.subclass, device.protocol};
  put_u16(payload, device.vendor);
  put_u16(payload, device.product);
  put_u16(payload, device.version);
  return payload;
}

std::optional<Control> read_control(ByteView payload) {
  if (payload.size() < kControlHeader) return std::nullopt;
  return Control{.endpoint = payload[0],
                 .request = payload[1],
                 .request_type = payload[2],
                 .status = static_cast<TransferStatus>(payload[3]),
                 .value = get_u16(payload, 4),
                 .index = get_u16(payload, 6),
                 .length = get_u16(payload, 8),
                 .data = payload.subspan(kControlHeader)};
}

Bytes control(const Control& header, ByteView data) {
  Bytes payload = {header.endpoint, header.request, header.request_type,
                   static_cast<std::uint8_t>(header.status)};
  put_u16(payload, header.value);
  put_u16(payload, header.index);
  put_u16(payload, header.length);
  put(payload, data);
  return payload;
}

std::optional<Bulk> read_bulk(ByteView payload) {
  if (payload.size() < kBulkHeader) return std::nullopt;
  return Bulk{.endpoint = payload[0],
              .status = static_cast<TransferStatus>(payload[1]),
              .length = get_u16(payload, 2) | std::uint32_t{get_u16(payload, 8)} << 16,
              .stream = get_u32(payload, 4)};
}

Bytes bulk(const Bulk& header, ByteView data) {
  const auto length = static_cast<std::uint32_t>(data.size());
  Bytes payload = {header.endpoint, static_cast<std::uint8_t>(header.status)};
  put_u16(payload, static_cast<std::uint16_t>(length));
  put_u32(payload, header.stream);
  put_u16(payload, static_cast<std::uint16_t>(length >> 16));
  put(payload, data);
  return payload;
}

}  // namespace ocellus::tools::board::usbredir
