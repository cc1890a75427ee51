// A small log on a region of a medium: sequenced, checksummed records, the oldest overwritten.
//
//   - append() returns when the record lasts. Nothing else writes: no clean shutdown, no clock.
//   - After a power cut at any instant the log holds exactly the records whose append() had
//     returned, in order, without the oldest that were overwritten; perhaps also the one that was
//     on its way, whole.
//   - A sector that fails costs the records that lie on it.
//   - Nothing is allocated. open() reads each segment's first sector, one segment and one record;
//     README.md has the bound for damaged media.
//
// What is on the medium, bit by bit, and what follows a cut at each moment: README.md.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "drivers/storage/block_device.hpp"
#include "drivers/storage/log_region.hpp"
#include "drivers/storage/record_finder.hpp"
#include "runtime/status.hpp"

namespace ocellus::storage {

// Beside a record's bytes.
struct RecordFacts {
  std::uint8_t kind = 0;       // the writer's
  std::uint32_t length = 0;    // bytes
  std::uint32_t sequence = 0;  // from 1; a number that is left out is a record that was lost
};

class Log {
 public:
  static constexpr std::uint32_t kPlaces = 3;          // that append() tries
  static constexpr std::uint32_t kMostUnreadable = 8;  // sectors of a segment that open() tries

  // `scratch`: memory of its own for the log, at least one sector; what it holds is read or written
  // at once. Device and memory outlive the log.
  Log(BlockDevice& device, const LogRegion& region, std::span<std::byte> scratch);

  // Finds the newest record; reads only. kUnsupported: the region does not lie on the medium, or
  // makes no sense. kIo, kDisconnected: nothing of it can be read. To be called again after a
  // failure; single sectors that cannot be read are none (damaged()).
  Status open();
  bool is_open() const { return open_; }

  // One record of the concatenated `pieces`. kTooLarge: more than largest_record() bytes. A place
  // that fails is left out and the next is tried, kPlaces in all, before this fails with what the
  // device says; the newest record that lasts is never given up for it. After a failure the record
  // may be in the log until another one is.
  Status append(std::uint8_t kind, std::span<const Bytes> pieces);

  // The newest record's bytes, first into `head`, then into `room`, as many as they take.
  // kNotFound: there is none; kIo, kCorrupt: it cannot be read any more. For any other record:
  // LogReader.
  Status newest(RecordFacts& facts, std::span<std::byte> head, std::span<std::byte> room);

  std::uint32_t largest_record() const {
    return region_.segment_size - static_cast<std::uint32_t>(RecordHeader::kBytes);
  }

  // Sectors that open() and newest() could not read, and places that append() had to leave out.
  std::uint32_t damaged() const { return finder_.unreadable() + left_out_; }

 private:
  void find_end(std::uint32_t slot);
  std::optional<RecordHeader> last_good(std::uint32_t slot, std::uint32_t segment);
  Status settle();
  Status clear(std::uint32_t sector);
  Status begin_next_segment();
  std::uint32_t extent(const RecordHeader& header);
  Status write(const RecordHeader& header, std::span<const Bytes> pieces);

  BlockDevice& device_;
  LogRegion region_;
  std::span<std::byte> scratch_;
  RecordFinder finder_;
  bool open_ = false;
  bool settled_ = false;            // what open() saw lasts
  std::uint32_t slot_ = 0;          // where the newest segment is
  std::uint32_t segment_ = 0;       // its number
  std::uint32_t next_ = 0;          // where in it the next record begins, sectors
  std::uint32_t next_segment_ = 1;  // a number that was never used
  std::uint32_t next_sequence_ = 1;
  std::optional<RecordHeader> newest_;
  bool replaces_ = false;  // the last append failed, and its record may be there
  std::uint32_t left_out_ = 0;
};

}  // namespace ocellus::storage
