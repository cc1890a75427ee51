// CRC-32 as zlib and U-Boot's command `crc32` compute it: polynomial 0x04c11db7, bits reversed,
// begun and ended with all bits turned (ISO 3309). The log has a better one, which no boot loader
// knows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace ocellus::slots {

std::uint32_t crc32(std::span<const std::byte> bytes);

}  // namespace ocellus::slots
