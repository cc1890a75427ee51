#include "drivers/storage/log_reader.hpp"

namespace ocellus::storage {

Status LogReader::open() {
  numbers_ = {};
  cursor_ = {};
  if (const Status status = finder_.check(); !status.ok()) return status;
  finder_.forget();
  const RecordFinder::Survey survey = finder_.survey();
  if (survey.unreadable == region_.segments) return finder_.failure();
  numbers_ = survey.numbers;
  return Status::success();
}

Status LogReader::next(RecordFacts& facts, std::span<std::byte> room) {
  while (const auto header = next_header(cursor_)) {
    const auto content = finder_.read(*header, {}, room);
    cursor_.place = header->sector + RecordFinder::extent(*header, content);
    if (content != RecordFinder::Content::kGood) continue;
    if (is_replaced(*header)) continue;
    facts = {header->kind, header->length, header->sequence};
    return Status::success();
  }
  return Status::failure(Code::kEndOfStream, "no more records");
}

std::optional<RecordHeader> LogReader::next_header(Cursor& cursor) {
  for (;;) {
    if (cursor.place < cursor.end) {
      const auto header = finder_.find(cursor.place, cursor.segment);
      cursor.place = header ? header->sector + header->sectors() : cursor.end;
      if (header) return header;
    }
    if (cursor.place >= cursor.end && !next_segment(cursor)) return std::nullopt;
  }
}

// By number and not around the ring: a slot that failed was passed over, and keeps an old segment.
bool LogReader::next_segment(Cursor& cursor) const {
  std::optional<std::uint32_t> next;
  for (std::uint32_t slot = 0; slot < region_.segments; ++slot) {
    if (numbers_[slot] <= cursor.segment) continue;
    if (!next || numbers_[slot] < numbers_[*next]) next = slot;
  }
  if (!next) return false;
  const std::uint32_t place = *next * finder_.slot_sectors();
  cursor = {numbers_[*next], place, place + finder_.slot_sectors()};
  return true;
}

// A record whose writing failed, or was cut off, may be there nevertheless; the one that took its
// place is the next that is whole.
bool LogReader::is_replaced(const RecordHeader& header) {
  Cursor ahead = cursor_;
  while (const auto next = next_header(ahead)) {
    const auto content = finder_.check(*next);
    if (content == RecordFinder::Content::kGood) {
      return next->replaces && next->sequence == header.sequence;
    }
    ahead.place = next->sector + RecordFinder::extent(*next, content);
  }
  return false;
}

}  // namespace ocellus::storage
