#include "drivers/storage/data_layout.hpp"

#include <algorithm>

namespace ocellus::storage {
namespace {

constexpr std::uint64_t kUnit = 64 << 10;  // what erase blocks of flash divide

constexpr std::uint64_t whole_units(std::uint64_t size) { return size / kUnit * kUnit; }

constexpr std::uint64_t units_for(std::uint64_t size) { return whole_units(size + kUnit - 1); }

// At least `least` bytes a segment, and so many that kMostSegments suffice.
LogRegion region(LogName name, std::uint64_t offset, std::uint64_t size, std::uint64_t least) {
  const std::uint64_t share = units_for(size / LogRegion::kMostSegments);
  const std::uint64_t segment = std::max(units_for(least), share);
  return {.name = name,
          .offset = offset,
          .segment_size = static_cast<std::uint32_t>(segment),
          .segments = static_cast<std::uint32_t>(size / segment)};
}

}  // namespace

Status layout_of(std::uint64_t partition_size, DataLayout& layout) {
  constexpr std::uint64_t kMib = 1 << 20;
  layout = {};
  if (partition_size < kSmallestPartition) {
    return Status::failure(Code::kTooLarge, "the data partition has less than 4 MiB",
                           partition_size);
  }
  const std::uint64_t system = std::clamp(whole_units(partition_size / 128), 4 * kUnit, kMib);
  const std::uint64_t settings = 4 * kUnit;
  const std::uint64_t journal = std::min(whole_units(partition_size / 8), 16 * kMib);
  std::uint64_t next = kStateOffset + kStateSize;
  layout.system = region(LogName::kSystem, next, system, kUnit);
  next += system;
  layout.settings = region(LogName::kSettings, next, settings, kUnit);
  next += settings;
  layout.journal = region(LogName::kJournal, next, journal, kUnit);
  next += journal;
  // Ten thousand pictures. A segment is read to its end when a log is opened: 4 MiB here.
  constexpr std::uint64_t kMost = 512 * kMib;
  const std::uint64_t rest = std::min(whole_units(partition_size - next), kMost);
  layout.snapshots = region(LogName::kSnapshots, next, rest, kLargestSnapshot + kUnit);
  return Status::success();
}

}  // namespace ocellus::storage
