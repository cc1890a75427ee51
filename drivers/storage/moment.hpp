// When something happened, on a device whose clock may not be set.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace ocellus::storage {

struct Moment {
  std::uint32_t boot = 0;  // how many boots there have been, from 1; 0: unknown
  std::chrono::milliseconds since_boot{0};
  // Only where somebody set the clock since the boot.
  std::optional<std::chrono::sys_time<std::chrono::milliseconds>> wall = std::nullopt;
};

// As the first 24 bytes of a record, little-endian:
//    0  4  boot
//    4  4  zero
//    8  8  milliseconds since the boot
//   16  8  milliseconds since 1970-01-01 UTC; 0: unknown
inline constexpr std::size_t kMomentBytes = 24;
std::array<std::byte, kMomentBytes> to_bytes(const Moment& moment);
Moment moment_from(std::span<const std::byte, kMomentBytes> bytes);

}  // namespace ocellus::storage
