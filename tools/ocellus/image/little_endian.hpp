// Numbers in the byte order of disks: the least significant byte first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace ocellus::tools {

// `bytes` must reach to `offset` + 2 and + 4.
constexpr void store_u16(std::span<std::byte> bytes, std::size_t offset, std::uint32_t value) {
  bytes[offset] = static_cast<std::byte>(value & 0xff);
  bytes[offset + 1] = static_cast<std::byte>(value >> 8 & 0xff);
}

constexpr void store_u32(std::span<std::byte> bytes, std::size_t offset, std::uint32_t value) {
  store_u16(bytes, offset, value & 0xffff);
  store_u16(bytes, offset + 2, value >> 16);
}

constexpr std::uint32_t load_u32(std::span<const std::byte> bytes, std::size_t offset) {
  std::uint32_t value = 0;
  for (std::size_t i = 4; i-- > 0;) {
    value = value << 8 | std::to_integer<std::uint32_t>(bytes[offset + i]);
  }
  return value;
}

}  // namespace ocellus::tools
