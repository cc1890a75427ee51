#include "drivers/storage/log.hpp"

#include <algorithm>

#include "drivers/storage/crc32c.hpp"
#include "drivers/storage/sector_writer.hpp"

namespace ocellus::storage {
namespace {

constexpr std::uint32_t kSector = BlockDevice::kSector;

// The medium as a whole, not a place on it.
bool is_of_medium(Code code) {
  return code == Code::kReadOnly || code == Code::kDisconnected || code == Code::kNoSpace;
}

}  // namespace

Log::Log(BlockDevice& device, const LogRegion& region, std::span<std::byte> scratch)
    : device_(device), region_(region), scratch_(scratch), finder_(device, region, scratch) {
  finder_.give_up_after(kMostUnreadable);
}

Status Log::open() {
  open_ = false;
  if (const Status status = finder_.check(); !status.ok()) return status;
  finder_.forget();
  RecordFinder::Survey survey = finder_.survey();
  if (survey.unreadable == region_.segments) return finder_.failure();

  newest_.reset();
  const auto slots = std::span(survey.numbers).first(region_.segments);
  const auto last = std::max_element(slots.begin(), slots.end());
  slot_ = static_cast<std::uint32_t>(last - slots.begin());
  segment_ = *last;
  next_segment_ = survey.next_number;
  next_ = finder_.slot_sectors();
  next_sequence_ = 1;
  replaces_ = device_.erase_block() != 0;  // what was cut off may be there another time
  settled_ = false;
  if (segment_ == 0) {
    slot_ = region_.segments - 1;
  } else {
    find_end(slot_);
  }
  // The newest segment may hold nothing but a record that was cut off.
  for (auto segment = last; !newest_ && *segment != 0;
       segment = std::max_element(slots.begin(), slots.end())) {
    newest_ = last_good(static_cast<std::uint32_t>(segment - slots.begin()), *segment);
    *segment = 0;
  }
  if (newest_) next_sequence_ = newest_->sequence + 1;
  open_ = true;
  return Status::success();
}

// Behind the last record whose content is whole. Where something behind it cannot be read, which
// may be a record of any length, the segment is full.
void Log::find_end(std::uint32_t slot) {
  const std::uint32_t begin = slot * finder_.slot_sectors();
  const std::uint32_t end = begin + finder_.slot_sectors();
  std::optional<RecordHeader> last;
  std::uint32_t place = begin;
  bool unreadable = false;
  while (place < end) {
    const auto header = finder_.find(place, segment_);
    unreadable = finder_.met_unreadable();
    if (!header) break;
    last = header;
    place = header->sector + extent(*header);
  }
  std::uint32_t next = end;
  if (last && !unreadable && device_.erase_block() != 0) {
    // What was cut off cannot be written again. The first sector that looks erased may be what was
    // being written, with bits that are half cleared, so it is left out too. And a segment with
    // nothing but its first record may not be there another time.
    const std::uint32_t written =
        std::max(last->sector + last->sectors(), begin + finder_.written_sectors(slot));
    next = last->sector == begin ? end : std::min(end, written + 1);
  } else if (last && !unreadable) {
    next = last->sector + last->sectors();
    // A record that was cut off makes room, but for a segment's first: its header is what says that
    // the slot's old records are no more.
    const auto content = finder_.check(*last);
    if (content == RecordFinder::Content::kBad) next = last->sector == begin ? end : last->sector;
  }
  next_ = next - begin;
}

// On a disk only the last record can be a bad one, and contents need not be read.
std::uint32_t Log::extent(const RecordHeader& header) {
  if (device_.erase_block() == 0) return header.sectors();
  return RecordFinder::extent(header, finder_.check(header));
}

std::optional<RecordHeader> Log::last_good(std::uint32_t slot, std::uint32_t segment) {
  const std::uint32_t begin = slot * finder_.slot_sectors();
  std::uint32_t end = begin + finder_.slot_sectors();
  // All but the last record of a segment lasted before another was begun, so this ends soon.
  for (;;) {
    std::optional<RecordHeader> last;
    for (std::uint32_t place = begin; place < end;) {
      const auto header = finder_.find(place, segment);
      if (!header || header->sector >= end) break;
      last = header;
      place = header->sector + extent(*header);
    }
    if (!last || finder_.check(*last) == RecordFinder::Content::kGood) return last;
    end = last->sector;
  }
}

Status Log::append(std::uint8_t kind, std::span<const Bytes> pieces) {
  if (!open_) return Status::failure(Code::kUnsupported, "the log is not open");
  std::uint64_t length = 0;
  Crc32c crc;
  for (const Bytes piece : pieces) {
    length += piece.size();
    crc.add(piece);
  }
  if (length > largest_record()) {
    return Status::failure(Code::kTooLarge, "no segment holds such a record", length);
  }
  RecordHeader header = {.name = region_.name,
                         .kind = kind,
                         .length = static_cast<std::uint32_t>(length),
                         .sequence = next_sequence_,
                         .content_crc = crc.value()};
  finder_.forget();  // its memory is ours
  if (const Status status = settle(); !status.ok()) return status;
  Status status;
  for (std::uint32_t place = 0; place < kPlaces; ++place) {
    status = Status::success();
    if (header.sectors() > finder_.slot_sectors() - next_) status = begin_next_segment();
    header.segment = segment_;
    header.sector = slot_ * finder_.slot_sectors() + next_;
    header.replaces = replaces_;
    if (status.ok()) status = write(header, pieces);
    if (status.ok()) {
      newest_ = header;
      ++next_sequence_;
      next_ += header.sectors();
      replaces_ = false;
      return status;
    }
    if (status.code == Code::kReadOnly) break;  // nothing has changed
    // A first record that failed spoils its segment: whether the slot's old records are still there
    // is not known.
    const std::uint32_t full = finder_.slot_sectors();
    next_ = next_ == 0 ? full : std::min(full, next_ + header.sectors());
    replaces_ = true;
    ++left_out_;
    if (is_of_medium(status.code)) break;
  }
  return status;
}

// A writer that was killed may have left what open() saw on its way. Were something written behind
// it first, the power could take the one and leave the other. And on flash the sector that
// find_end() left out is cleared: were it to look erased still, the next life would leave out this
// one alone, and write over what this life may be cut off in.
Status Log::settle() {
  if (settled_) return Status::success();
  if (const Status status = device_.flush(); !status.ok()) return status;
  settled_ = true;
  if (device_.erase_block() == 0 || next_ == finder_.slot_sectors()) return Status::success();
  if (!clear(slot_ * finder_.slot_sectors() + next_ - 1).ok()) next_ = finder_.slot_sectors();
  return Status::success();
}

Status Log::clear(std::uint32_t sector) {
  const auto zeros = scratch_.first(kSector);
  std::fill(zeros.begin(), zeros.end(), std::byte{0});
  return device_.write(region_.offset + std::uint64_t{sector} * kSector, zeros);
}

// On flash the slot is given up before it is erased: with all of its first sector cleared, whatever
// an erasure that is cut off leaves of its records belongs to no segment.
Status Log::begin_next_segment() {
  const std::uint32_t kept = newest_ ? newest_->sector / finder_.slot_sectors() : region_.segments;
  do {
    slot_ = (slot_ + 1) % region_.segments;
  } while (slot_ == kept);
  segment_ = next_segment_++;
  next_ = 0;
  if (device_.erase_block() == 0) return Status::success();
  const std::uint64_t offset = region_.offset + std::uint64_t{slot_} * region_.segment_size;
  Status status = clear(slot_ * finder_.slot_sectors());
  if (status.ok()) status = device_.erase(offset, region_.segment_size);
  if (!status.ok()) next_ = finder_.slot_sectors();
  return status;
}

Status Log::write(const RecordHeader& header, std::span<const Bytes> pieces) {
  std::array<std::byte, RecordHeader::kBytes> bytes;
  store_header(bytes, header);
  const std::uint64_t offset = region_.offset + std::uint64_t{header.sector} * kSector;
  SectorWriter writer(device_, offset, scratch_, next_ == 0);
  if (const Status status = writer.add(bytes); !status.ok()) return status;
  for (const Bytes piece : pieces) {
    if (const Status status = writer.add(piece); !status.ok()) return status;
  }
  return writer.finish();
}

Status Log::newest(RecordFacts& facts, std::span<std::byte> head, std::span<std::byte> room) {
  if (!newest_) return Status::failure(Code::kNotFound, "the log is empty");
  facts = {newest_->kind, newest_->length, newest_->sequence};
  finder_.forget();
  const auto content = finder_.read(*newest_, head, room);
  if (content == RecordFinder::Content::kGood) return Status::success();
  if (content == RecordFinder::Content::kUnreadable) return finder_.failure();
  return Status::failure(Code::kCorrupt, "the newest record is damaged",
                         region_.offset + std::uint64_t{newest_->sector} * kSector);
}

}  // namespace ocellus::storage
