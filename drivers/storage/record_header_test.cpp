#include "drivers/storage/record_header.hpp"

#include <gtest/gtest.h>

#include <array>

#include "drivers/storage/crc32c.hpp"

namespace ocellus::storage {
namespace {

TEST(Crc32c, HasTheCheckValueOfItsDefinition) {
  constexpr std::string_view kDigits = "123456789";
  EXPECT_EQ(crc32c(std::as_bytes(std::span(kDigits))), 0xe3069283U);
  EXPECT_EQ(crc32c({}), 0u);
}

// Devices in the field have these.
TEST(RecordHeader, IsTheBytesThatTheFormatSays) {
  std::array<std::byte, RecordHeader::kBytes> bytes;
  store_header(bytes, {.name = LogName::kJournal,
                       .kind = 5,
                       .replaces = true,
                       .length = 0x01020304,
                       .segment = 0x11121314,
                       .sequence = 0x21222324,
                       .sector = 0x31323334,
                       .content_crc = 0x41424344});
  constexpr std::array<int, 28> kExpected = {
      0x8f, 'O',  'C',  'L',  1,    3,    5,    1,    0x04, 0x03, 0x02, 0x01, 0x14, 0x13,
      0x12, 0x11, 0x24, 0x23, 0x22, 0x21, 0x34, 0x33, 0x32, 0x31, 0x44, 0x43, 0x42, 0x41};
  for (std::size_t i = 0; i < kExpected.size(); ++i) {
    EXPECT_EQ(std::to_integer<int>(bytes[i]), kExpected[i]) << "at " << i;
  }
  const auto back = load_header(bytes);
  ASSERT_TRUE(back.has_value());
  EXPECT_EQ(back->name, LogName::kJournal);
  EXPECT_EQ(back->kind, 5);
  EXPECT_TRUE(back->replaces);
  EXPECT_EQ(back->length, 0x01020304u);
  EXPECT_EQ(back->segment, 0x11121314u);
  EXPECT_EQ(back->sequence, 0x21222324u);
  EXPECT_EQ(back->sector, 0x31323334u);
  EXPECT_EQ(back->content_crc, 0x41424344u);
}

TEST(RecordHeader, EveryBitCounts) {
  std::array<std::byte, RecordHeader::kBytes> bytes;
  store_header(bytes, {.length = 100, .segment = 1, .sequence = 1});
  ASSERT_TRUE(load_header(bytes).has_value());
  for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    bytes[bit / 8] ^= static_cast<std::byte>(1 << bit % 8);
    EXPECT_FALSE(load_header(bytes).has_value()) << "bit " << bit;
    bytes[bit / 8] ^= static_cast<std::byte>(1 << bit % 8);
  }
}

}  // namespace
}  // namespace ocellus::storage
