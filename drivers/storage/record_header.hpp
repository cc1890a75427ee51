// The first 32 bytes of a record on the medium, little-endian:
//
//    0  4  8f 4f 43 4c: no text begins so
//    4  1  the format's version, 1
//    5  1  the log's name (LogName)
//    6  1  kind, the writer's
//    7  1  flags. Bit 0: this record takes the place of the one before it, if that bears the same
//          sequence. Others are zero
//    8  4  length of what follows the header, bytes
//   12  4  the segment's number, from 1; greater than that of every segment begun before
//   16  4  the record's sequence, from 1
//   20  4  the sector that this header begins, counted from the region's beginning
//   24  4  CRC-32C of what follows the header
//   28  4  CRC-32C of the 28 bytes before
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "drivers/storage/block_device.hpp"
#include "drivers/storage/log_region.hpp"

namespace ocellus::storage {

struct RecordHeader {
  static constexpr std::size_t kBytes = 32;

  LogName name = LogName::kSystem;
  std::uint8_t kind = 0;
  bool replaces = false;
  std::uint32_t length = 0;
  std::uint32_t segment = 0;
  std::uint32_t sequence = 0;
  std::uint32_t sector = 0;
  std::uint32_t content_crc = 0;

  // Of the header and what follows it; the last is filled up.
  constexpr std::uint32_t sectors() const { return sectors_for(length); }
  static constexpr std::uint32_t sectors_for(std::uint64_t length) {
    return static_cast<std::uint32_t>((kBytes + length + BlockDevice::kSector - 1) /
                                      BlockDevice::kSector);
  }
};

void store_header(std::span<std::byte, RecordHeader::kBytes> bytes, const RecordHeader& header);

// Nothing where the bytes are no header. What a header claims about its place is not looked at.
std::optional<RecordHeader> load_header(std::span<const std::byte, RecordHeader::kBytes> bytes);

// Whether a header stood here, of whatever use it is now.
bool begins_like_header(std::span<const std::byte, RecordHeader::kBytes> bytes);

}  // namespace ocellus::storage
