// Bytes of wire formats that send the least significant byte first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <vector>

namespace ocellus::tools::board {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

inline void put_le(Bytes& to, std::uint64_t value, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) to.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}
inline void put_u8(Bytes& to, std::uint8_t value) { to.push_back(value); }
inline void put_u16(Bytes& to, std::uint16_t value) { put_le(to, value, 2); }
inline void put_u32(Bytes& to, std::uint32_t value) { put_le(to, value, 4); }
inline void put(Bytes& to, ByteView bytes) { to.insert(to.end(), bytes.begin(), bytes.end()); }
inline void put(Bytes& to, std::initializer_list<std::uint8_t> bytes) {
  to.insert(to.end(), bytes.begin(), bytes.end());
}

// `at + size` lies in `bytes`.
inline std::uint64_t get_le(ByteView bytes, std::size_t at, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < size; ++i) value |= std::uint64_t{bytes[at + i]} << (8 * i);
  return value;
}
inline std::uint16_t get_u16(ByteView bytes, std::size_t at) {
  return static_cast<std::uint16_t>(get_le(bytes, at, 2));
}
inline std::uint32_t get_u32(ByteView bytes, std::size_t at) {
  return static_cast<std::uint32_t>(get_le(bytes, at, 4));
}

}  // namespace ocellus::tools::board
