#include "drivers/storage/crc32c.hpp"

#include <array>

#include "drivers/storage/little_endian.hpp"

namespace ocellus::storage {
namespace {

using Table = std::array<std::uint32_t, 256>;

// kTables[n]: what a byte does to the checksum when n more bytes follow it. Four at a time are
// thrice as fast as one by one, and a log is opened by adding up whole segments.
constexpr std::array<Table, 4> make_tables() {
  constexpr std::uint32_t kReversed = 0x82f63b78;
  std::array<Table, 4> tables = {};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t rest = byte;
    for (int bit = 0; bit < 8; ++bit) rest = (rest >> 1) ^ ((rest & 1) != 0 ? kReversed : 0);
    tables[0][byte] = rest;
  }
  for (std::size_t n = 1; n < tables.size(); ++n) {
    for (std::size_t byte = 0; byte < 256; ++byte) {
      const std::uint32_t before = tables[n - 1][byte];
      tables[n][byte] = (before >> 8) ^ tables[0][before & 0xff];
    }
  }
  return tables;
}

constexpr std::array<Table, 4> kTables = make_tables();

}  // namespace

void Crc32c::add(std::span<const std::byte> bytes) {
  std::uint32_t state = state_;
  for (; bytes.size() >= 4; bytes = bytes.subspan(4)) {
    state ^= load<std::uint32_t>(bytes, 0);
    state = kTables[3][state & 0xff] ^ kTables[2][state >> 8 & 0xff] ^
            kTables[1][state >> 16 & 0xff] ^ kTables[0][state >> 24];
  }
  for (const std::byte byte : bytes) {
    state = (state >> 8) ^ kTables[0][(state ^ std::to_integer<std::uint32_t>(byte)) & 0xff];
  }
  state_ = state;
}

}  // namespace ocellus::storage
