#include "tools/ocellus/board/usbredir.hpp"

#include <gtest/gtest.h>

#include <string>

namespace ocellus::tools::board::usbredir {
namespace {

// A peer's greeting with these capabilities.
Bytes greeting(std::uint32_t capabilities) {
  Bytes packet = hello("somebody");
  packet.resize(packet.size() - 4);
  put_u32(packet, capabilities);
  return packet;
}

TEST(Usbredir, GreetsWithAShortId) {
  const Bytes packet = hello("name");
  ASSERT_EQ(packet.size(), 12U + 64 + 4);
  EXPECT_EQ(get_u32(packet, 0), 0U);
  EXPECT_EQ(get_u32(packet, 4), 68U);
  EXPECT_EQ(std::string(packet.begin() + 12, packet.begin() + 17), std::string("name\0", 5));
  EXPECT_EQ(get_u32(packet, 76), 0x72U);
  EXPECT_EQ(hello(std::string(100, 'x'))[12 + 63], 0);  // ends within its field
}

TEST(Usbredir, ReadsAStreamCutAnywhere) {
  Bytes stream = greeting(kCapabilities);
  put(stream, encode(Type::kReset, 0x1122334455667788, {}));
  put(stream, encode(Type::kSetConfiguration, 9, Bytes{7}));
  for (std::size_t step : {1, 3, 17, 1000}) {
    Parser parser;
    std::vector<Packet> packets;
    for (std::size_t at = 0; at < stream.size(); at += step) {
      parser.feed(ByteView(stream).subspan(at, std::min(step, stream.size() - at)));
      for (;;) {
        Result<std::optional<Packet>> next = parser.next();
        ASSERT_TRUE(next.ok());
        if (!next.value()) break;
        packets.push_back(*next.value());
      }
    }
    ASSERT_EQ(packets.size(), 3U);
    EXPECT_EQ(packets[1].type, Type::kReset);
    EXPECT_EQ(packets[1].id, 0x1122334455667788U);
    EXPECT_TRUE(packets[1].payload.empty());
    EXPECT_EQ(packets[2].id, 9U);
    EXPECT_EQ(packets[2].payload, Bytes{7});
  }
}

std::string complaint(const Bytes& stream) {
  Parser parser;
  parser.feed(stream);
  for (;;) {
    const Result<std::optional<Packet>> next = parser.next();
    if (!next.ok()) return next.failure().what;
    if (!next.value()) return "";
  }
}

TEST(Usbredir, RefusesWhatIsNotTheProtocol) {
  EXPECT_EQ(complaint(Bytes(40, 0x47)), "does not begin with a greeting");
  EXPECT_EQ(complaint(greeting(kCapabilities & ~(1U << 5))),
            "is with a program that lacks capabilities");
  Bytes long_packet = greeting(kCapabilities);
  put_u32(long_packet, 101);
  put_u32(long_packet, kMostPayload + 1);
  long_packet.resize(long_packet.size() + 8);
  EXPECT_EQ(complaint(long_packet), "has a packet of 1048577 bytes");
}

TEST(Usbredir, TablesHaveASlotForEachEndpoint) {
  const Endpoint table[] = {
      {.address = 0x00, .type = 0, .max_packet_size = 64},
      {.address = 0x81, .type = 2, .interval = 5, .interface = 1, .max_packet_size = 512}};
  const Bytes payload = endpoint_info(table);
  ASSERT_EQ(payload.size(), 32U * 3 + 64);
  EXPECT_EQ(payload[0], 0);
  EXPECT_EQ(payload[1], 255);  // no endpoint 1 away from the host
  EXPECT_EQ(payload[17], 2);
  EXPECT_EQ(payload[32 + 17], 5);
  EXPECT_EQ(payload[64 + 17], 1);
  EXPECT_EQ(get_u16(payload, 96), 64);
  EXPECT_EQ(get_u16(payload, 96 + 2 * 17), 512);

  const Interface interfaces[] = {{0, 14, 1, 0}, {1, 14, 2, 3}};
  const Bytes rows = interface_info(interfaces);
  ASSERT_EQ(rows.size(), 4U + 4 * 32);
  EXPECT_EQ(get_u32(rows, 0), 2U);
  EXPECT_EQ(rows[4 + 1], 1);
  EXPECT_EQ(rows[36 + 1], 14);
  EXPECT_EQ(rows[68 + 1], 2);
  EXPECT_EQ(rows[100 + 1], 3);

  EXPECT_EQ(device_connect({.speed = 2,
                            .usb_class = 0xEF,
                            .subclass = 2,
                            .protocol = 1,
                            .vendor = 0x1D6B,
                            .product = 0x0102,
                            .version = 0x0100}),
            (Bytes{2, 0xEF, 2, 1, 0x6B, 0x1D, 0x02, 0x01, 0x00, 0x01}));
}

TEST(Usbredir, TransfersKeepTheirFields) {
  const Bytes data = {1, 2, 3};
  const Bytes packet = control({.endpoint = 0x80,
                                .request = 6,
                                .request_type = 0x80,
                                .status = TransferStatus::kStall,
                                .value = 0x0302,
                                .index = 0x0409,
                                .length = 255},
                               data);
  EXPECT_EQ(packet, (Bytes{0x80, 6, 0x80, 4, 2, 3, 9, 4, 255, 0, 1, 2, 3}));
  const auto read = read_control(packet);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->value, 0x0302);
  EXPECT_EQ(read->length, 255);
  EXPECT_EQ(Bytes(read->data.begin(), read->data.end()), data);
  EXPECT_TRUE(read->towards_host());
  EXPECT_FALSE(read_control(ByteView(packet).first(9)));

  const Bytes large(70000, 9);
  const Bytes sent = bulk({.endpoint = 0x81, .stream = 6}, large);
  ASSERT_EQ(sent.size(), 70010U);
  EXPECT_EQ(Bytes(sent.begin(), sent.begin() + 10), (Bytes{0x81, 0, 0x70, 0x11, 6, 0, 0, 0, 1, 0}));
  const auto heard = read_bulk(sent);
  ASSERT_TRUE(heard);
  EXPECT_EQ(heard->length, 70000U);
  EXPECT_EQ(heard->stream, 6U);
  EXPECT_FALSE(read_bulk(ByteView(sent).first(9)));
}

}  // namespace
}  // namespace ocellus::tools::board::usbredir
