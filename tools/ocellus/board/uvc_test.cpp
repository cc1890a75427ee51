#include "tools/ocellus/board/uvc.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace ocellus::tools::board::uvc {
namespace {

constexpr Mode kModes[] = {{Format::kMjpeg, 640, 480, 1'000'000},
                           {Format::kYuyv, 320, 240, 333'333}};

// A list of descriptors, each beginning with its length; empty when the lengths do not add up.
std::vector<Bytes> split(ByteView all) {
  std::vector<Bytes> parts;
  while (!all.empty()) {
    const std::size_t size = all[0];
    if (size < 2 || size > all.size()) return {};
    parts.emplace_back(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(size));
    all = all.subspan(size);
  }
  return parts;
}

TEST(Uvc, DeviceIsByInterfaceAssociation) {
  EXPECT_EQ(device_descriptor(), (Bytes{18, 1, 0x00, 0x02, 0xEF, 2, 1, 64, 0x6B, 0x1D, 0x02, 0x01,
                                        0x00, 0x01, 1, 2, 3, 1}));
  EXPECT_EQ(device_qualifier(), (Bytes{10, 6, 0x00, 0x02, 0xEF, 2, 1, 64, 1, 0}));
}

// Lengths as the classes' specifications print them.
TEST(Uvc, ConfigurationAddsUp) {
  const Bytes all = configuration_descriptor(kModes);
  EXPECT_EQ(get_u16(all, 2), all.size());
  const std::vector<Bytes> parts = split(all);
  std::vector<std::size_t> sizes;
  for (const Bytes& part : parts) sizes.push_back(part.size());
  EXPECT_EQ(sizes,
            (std::vector<std::size_t>{9, 8, 9, 13, 18, 11, 9, 9, 15, 11, 30, 6, 27, 30, 6, 7}));
  const Bytes& control_header = parts[3];
  EXPECT_EQ(get_u16(control_header, 5), 13U + 18 + 11 + 9);
  const Bytes& stream_header = parts[8];
  EXPECT_EQ(stream_header[3], 2);  // formats
  EXPECT_EQ(get_u16(stream_header, 4), 15U + 11 + 30 + 6 + 27 + 30 + 6);
  EXPECT_EQ(stream_header[6], 0x81);
  EXPECT_EQ(parts.back(), (Bytes{7, 5, 0x81, 2, 0x00, 0x02, 0}));
}

TEST(Uvc, FramesSayTheirSizeAndRate) {
  const std::vector<Bytes> parts = split(configuration_descriptor(kModes));
  const Bytes& mjpeg = parts[10];
  EXPECT_EQ(mjpeg[2], 7);
  EXPECT_EQ(get_u16(mjpeg, 5), 640);
  EXPECT_EQ(get_u16(mjpeg, 7), 480);
  EXPECT_EQ(get_u32(mjpeg, 17), 640U * 480 * 2);
  EXPECT_EQ(get_u32(mjpeg, 21), 1'000'000U);
  EXPECT_EQ(get_u32(mjpeg, 26), 1'000'000U);
  const Bytes& yuyv = parts[13];
  EXPECT_EQ(yuyv[2], 5);
  EXPECT_EQ(get_u16(yuyv, 5), 320);
  EXPECT_EQ(get_u32(yuyv, 26), 333'333U);
  EXPECT_EQ(Bytes(parts[12].begin() + 5, parts[12].begin() + 9), (Bytes{'Y', 'U', 'Y', '2'}));
}

TEST(Uvc, StringsAreUtf16) {
  EXPECT_EQ(string_descriptor(0), (Bytes{4, 3, 9, 4}));
  const auto maker = string_descriptor(1);
  ASSERT_TRUE(maker);
  EXPECT_EQ((*maker)[0], maker->size());
  EXPECT_EQ((*maker)[2], 'O');
  EXPECT_EQ((*maker)[3], 0);
  EXPECT_FALSE(string_descriptor(4));
}

TEST(Uvc, ProbeNamesTheMode) {
  const Bytes block = probe(kModes, 2);
  ASSERT_EQ(block.size(), kProbeBytes);
  EXPECT_EQ(block[2], 2);
  EXPECT_EQ(block[3], 1);
  EXPECT_EQ(get_u32(block, 4), 333'333U);
  EXPECT_EQ(get_u32(block, 18), 320U * 240 * 2);
  EXPECT_EQ(get_u32(block, 22), kMostPayload);
  EXPECT_EQ(probed_position(kModes, block), 2);
  EXPECT_EQ(probed_position(kModes, Bytes{0, 0, 3}), 1);
  EXPECT_EQ(probed_position(kModes, Bytes{0, 0}), 1);
}

TEST(Uvc, PayloadsCarryTheWholeFrame) {
  Bytes frame(2 * (kMostPayload - 4) + 5);
  for (std::size_t i = 0; i < frame.size(); ++i) frame[i] = static_cast<std::uint8_t>(i * 31);
  const std::vector<Bytes> parts = payloads(frame, true);
  ASSERT_EQ(parts.size(), 3U);
  Bytes joined;
  for (const Bytes& part : parts) {
    EXPECT_LE(part.size(), kMostPayload);
    EXPECT_NE(part.size() % kStreamPacketBytes, 0U);
    EXPECT_EQ(part[0], 2);
    EXPECT_EQ(part[1], &part == &parts.back() ? 0x83 : 0x81);
    put(joined, ByteView(part).subspan(2));
  }
  EXPECT_EQ(joined, frame);
  EXPECT_EQ(payloads(Bytes{5}, false), (std::vector<Bytes>{{2, 0x82, 5}}));
  EXPECT_EQ(payloads({}, false), (std::vector<Bytes>{{2, 0x82}}));
  EXPECT_EQ(payloads(Bytes(kMostPayload - 4), false).size(), 1U);
}

}  // namespace
}  // namespace ocellus::tools::board::uvc
