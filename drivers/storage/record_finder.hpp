// Finds records on a region, whatever state it is in. Reads only; Log and LogReader stand on it.
//
// A region is `segments` slots of the same size. A slot holds one segment: a run of records from
// the slot's first sector on, all of which bear the segment's number. Behind them lies what the
// slot held before.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "drivers/storage/block_device.hpp"
#include "drivers/storage/log_region.hpp"
#include "drivers/storage/record_header.hpp"

namespace ocellus::storage {

using SegmentNumbers = std::array<std::uint32_t, LogRegion::kMostSegments>;  // by slot

class RecordFinder {
 public:
  enum class Content : std::uint8_t { kGood, kBad, kUnreadable };

  // As Log's constructor.
  RecordFinder(BlockDevice& device, const LogRegion& region, std::span<std::byte> scratch);

  // kUnsupported where the region does not lie on the medium, or makes no sense.
  Status check() const;

  // After so many sectors of one search that cannot be read its rest is left out: each may take a
  // card seconds. Without a call there is no such limit.
  void give_up_after(std::uint32_t sectors) { limit_ = sectors; }

  struct Survey {
    SegmentNumbers numbers = {};    // 0: no segment
    std::uint32_t unreadable = 0;   // slots of which nothing can be said
    std::uint32_t next_number = 1;  // that no segment has, found or not
  };

  // The number of each slot's segment: that of the slot's first sector. Where no whole header is
  // there, but something else than what never was written, it is that of the first whole header
  // behind, unless the ring has gone round since. Looked for in the whole slot where the first
  // sector is unreadable or was a header, else in kPeek sectors.
  // On flash neither: what begins there was given up, or never begun (Log::begin_next_segment).
  static constexpr std::uint32_t kPeek = 8;
  Survey survey();

  // Sectors of a slot up to its last one that is not as erased; all of them where one cannot be
  // read.
  std::uint32_t written_sectors(std::uint32_t slot);

  // The first header at `sector` or later in the same slot. `segment`: of this segment only; 0: of
  // any.
  std::optional<RecordHeader> find(std::uint32_t sector, std::uint32_t segment);

  // What follows a header: first into `head`, then into `room`, as much as they take. All of it is
  // checked.
  Content read(const RecordHeader& header, std::span<std::byte> head, std::span<std::byte> room);
  Content check(const RecordHeader& header) { return read(header, {}, {}); }

  // How far a record with this content keeps others away: on flash one that was cut off is not
  // written again, and its header may read well one time only, with others where it says that its
  // content is.
  static std::uint32_t extent(const RecordHeader& header, Content content) {
    return content == Content::kBad ? 1 : header.sectors();
  }

  // Whether the last call of find met a sector that it could not read.
  bool met_unreadable() const { return met_unreadable_; }

  // Sectors and records' contents that could not be read so far.
  std::uint32_t unreadable() const { return unreadable_; }
  // Why, of the last.
  Status failure() const { return failure_; }
  // Forgets what it read: the medium was written to.
  void forget() { window_sectors_ = single_until_ = 0; }

  std::uint32_t slot_sectors() const {
    return region_.segment_size / static_cast<std::uint32_t>(BlockDevice::kSector);
  }

 private:
  struct Found {
    std::uint32_t number = 0;
    bool behind = false;      // not from the first sector, which holds something
    bool unreadable = false;  // something that might tell more
  };

  using Sector = std::span<const std::byte, BlockDevice::kSector>;

  // Reads ahead within the slot, as far as there is memory, unless told not to.
  std::optional<Sector> sector(std::uint32_t sector, bool ahead);
  Found segment_in(std::uint32_t slot);
  std::optional<RecordHeader> find_before(std::uint32_t end, std::uint32_t sector,
                                          std::uint32_t segment);
  bool load(std::uint32_t sector, std::uint32_t sectors);
  std::uint32_t slot_end(std::uint32_t sector) const {
    return (sector / slot_sectors() + 1) * slot_sectors();
  }
  std::uint64_t offset_of(std::uint32_t sector) const {
    return region_.offset + std::uint64_t{sector} * BlockDevice::kSector;
  }
  std::optional<RecordHeader> header_at(Sector bytes, std::uint32_t sector) const;

  BlockDevice& device_;
  LogRegion region_;
  std::span<std::byte> scratch_;
  std::uint32_t window_first_ = 0;  // what scratch_ holds
  std::uint32_t window_sectors_ = 0;
  std::uint32_t single_until_ = 0;  // where reading ahead met a sector that fails
  std::uint32_t limit_ = ~std::uint32_t{0};
  bool met_unreadable_ = false;
  std::uint32_t unreadable_ = 0;
  Status failure_;
};

}  // namespace ocellus::storage
