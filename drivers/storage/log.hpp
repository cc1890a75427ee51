// A small log on a region of a medium: sequenced, checksummed records, the oldest overwritten.
//
//   - append() returns when the record lasts. Nothing else writes: no clean shutdown, no clock.
//   - After a power cut at any instant the log holds exactly the records whose append() had
//     returned, in order, without the oldest that were overwritten; perhaps also the one that was
//     on its way, whole.
//   - A sector that fails costs the records that lie on it.
//   - Nothing is allocated. open() reads each segment's first sector, the headers of one segment's
//     records, the last record, and the rest of that segment. A segment whose first sector is
//     damaged is read to its end in addition.
//
// What is on the medium, bit by bit, and what follows a cut at each moment: README.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "drivers/storage/block_device.hpp"
#include "drivers/storage/log_region.hpp"
#include "runtime/status.hpp"

namespace ocellus::storage {

using Bytes = std::span<const std::byte>;

// Beside its bytes.
struct RecordFacts {
  std::uint16_t kind = 0;      // the writer's
  std::uint32_t length = 0;    // bytes
  std::uint32_t sequence = 0;  // from 1; a number that is left out is a record that was lost
};

class Log {
 public:
  static constexpr std::uint32_t kHeader = 32;  // bytes before a record's own

  // `scratch`: memory of its own for the log, at least one sector and whole sectors; what it holds
  // is read or written at once. Device and memory outlive the log.
  Log(BlockDevice& device, const LogRegion& region, std::span<std::byte> scratch);

  // Finds the newest record; reads only. kUnsupported: the region does not lie on the medium, or
  // makes no sense. kIo, kDisconnected: nothing of the region can be read. To be called again after
  // a failure; sectors that cannot be read are none (damaged()).
  Status open();
  bool is_open() const { return open_; }

  // One record of the concatenated `pieces`. kTooLarge: more than largest_record() bytes. A place
  // that fails is left out and the next is tried, three in all, before this fails with what the
  // device says; the newest record that lasts is never given up for it. After a failure the record
  // is not in the log once another one is.
  Status append(std::uint16_t kind, std::span<const Bytes> pieces);

  // The newest record's bytes, as many as `room` takes. kNotFound: there is none; kCorrupt: it
  // cannot be read any more. For any other record: LogReader.
  Status newest(RecordFacts& facts, std::span<std::byte> room);

  // Bytes that fit any segment.
  std::uint32_t largest_record() const { return region_.segment_size - kHeader; }

  // Sectors that open() could not read, and places that append() had to leave out, so far.
  std::uint32_t damaged() const { return damaged_; }

 private:
  BlockDevice& device_;
  LogRegion region_;
  std::span<std::byte> scratch_;
  bool open_ = false;
  std::uint32_t damaged_ = 0;
};

}  // namespace ocellus::storage
