// Reads a log from its oldest record to its newest, beside or without its writer.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "drivers/storage/log.hpp"
#include "drivers/storage/record_finder.hpp"

namespace ocellus::storage {

class LogReader {
 public:
  // As Log's.
  LogReader(BlockDevice& device, const LogRegion& region, std::span<std::byte> scratch)
      : region_(region), finder_(device, region, scratch) {}

  // Looks at every segment. Failures as Log::open().
  Status open();

  // The next record, with as many of its bytes as `room` takes. What is damaged is left out and
  // shows as a gap of the sequence. kEndOfStream: there is none.
  Status next(RecordFacts& facts, std::span<std::byte> room);

  // Sectors and contents that could not be read so far.
  std::uint32_t unreadable() const { return finder_.unreadable(); }
  Status failure() const { return finder_.failure(); }

 private:
  struct Cursor {
    std::uint32_t segment = 0;  // its number; 0 before the first
    std::uint32_t place = 0;    // the next sector in it
    std::uint32_t end = 0;
  };

  std::optional<RecordHeader> next_header(Cursor& cursor);
  bool next_segment(Cursor& cursor) const;
  bool is_replaced(const RecordHeader& header);

  LogRegion region_;
  RecordFinder finder_;
  SegmentNumbers numbers_ = {};
  Cursor cursor_;
};

}  // namespace ocellus::storage
