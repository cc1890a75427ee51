// The newest pictures, each with what it shows.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "drivers/storage/data_layout.hpp"
#include "drivers/storage/patient_log.hpp"

namespace ocellus::storage {

inline constexpr std::uint8_t kSnapshotRecord = 1;  // its kind

struct SnapshotFacts {
  Moment moment;
  std::uint64_t frame = 0;
  std::string_view event;  // its JSON line, at most kLongestSnapshotEvent bytes; may be empty
};

class SnapshotRing {
 public:
  // `scratch`: at least one sector, whole sectors; what it holds is one write, so 64 KiB are quick.
  // Device and memory outlive the ring.
  SnapshotRing(BlockDevice& device, const LogRegion& region, std::span<std::byte> scratch)
      : log_(device, region, scratch) {}

  // Reads only.
  Status open() { return log_.open(); }

  // A JPEG file of at most kLargestSnapshot bytes (kTooLarge otherwise). It lasts when this returns
  // success; how failures are treated: patient_log.hpp.
  Status append(const SnapshotFacts& facts, std::span<const std::uint8_t> jpeg);

  std::optional<StorageNews> take_news() { return log_.take_news(); }
  std::uint32_t lost() const { return log_.lost(); }
  std::uint32_t damaged() const { return log_.damaged(); }

 private:
  PatientLog log_;
};

// What follows the moment in a record, little-endian:
//    0  8  frame
//    8  2  E, bytes of the event's text
//   10  2  zero
//   12  E  the event's text
//   ..     the JPEG file, to the record's end
inline constexpr std::size_t kSnapshotHeader = 12;

// Takes such a record apart, the moment included; the results point into it. kCorrupt: it is none.
Status read_snapshot(Bytes record, SnapshotFacts& facts, Bytes& jpeg);

}  // namespace ocellus::storage
