// Numbers on the medium: the lowest byte first, at any offset.
#pragma once

#include <concepts>
#include <cstddef>
#include <span>

namespace ocellus::storage {

template <std::unsigned_integral T>
constexpr void store(std::span<std::byte> bytes, std::size_t offset, T value) {
  for (std::size_t i = 0; i < sizeof value; ++i) {
    bytes[offset + i] = static_cast<std::byte>(value >> (8 * i));
  }
}

template <std::unsigned_integral T>
constexpr T load(std::span<const std::byte> bytes, std::size_t offset) {
  T value = 0;
  for (std::size_t i = 0; i < sizeof value; ++i) {
    value =
        static_cast<T>(value | static_cast<T>(std::to_integer<T>(bytes[offset + i]) << (8 * i)));
  }
  return value;
}

}  // namespace ocellus::storage
