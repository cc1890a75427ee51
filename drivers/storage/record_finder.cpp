#include "drivers/storage/record_finder.hpp"

#include <algorithm>

#include "drivers/storage/crc32c.hpp"

namespace ocellus::storage {
namespace {

constexpr std::uint32_t kSector = BlockDevice::kSector;

// As a medium that was never written to, or an erased one.
bool is_blank(Bytes bytes) {
  const std::byte first = bytes.front();
  return (first == std::byte{0} || first == std::byte{0xff}) &&
         std::all_of(bytes.begin(), bytes.end(), [first](std::byte b) { return b == first; });
}

bool is_erased(Bytes bytes) { return is_blank(bytes) && bytes.front() == std::byte{0xff}; }

}  // namespace

RecordFinder::RecordFinder(BlockDevice& device, const LogRegion& region,
                           std::span<std::byte> scratch)
    : device_(device),
      region_(region),
      scratch_(scratch.first(scratch.size() / kSector * kSector)) {}

Status RecordFinder::check() const {
  if (region_.segments < 2 || region_.segments > LogRegion::kMostSegments ||
      region_.segment_size == 0 || region_.segment_size % kSector != 0 || scratch_.empty()) {
    return Status::failure(Code::kUnsupported, "no log can be kept so");
  }
  if (device_.size() == 0) return Status::failure(Code::kDisconnected, "there is no medium");
  if (!is_on_medium(device_.size(), region_.offset, region_.size())) {
    return Status::failure(Code::kUnsupported, "the medium ends before its logs do",
                           device_.size());
  }
  const std::uint32_t block = device_.erase_block();
  if (block != 0 && (region_.segments < LogRegion::kFewestOnFlash || region_.offset % block != 0 ||
                     region_.segment_size % block != 0)) {
    return Status::failure(Code::kUnsupported, "no log can be kept so on flash", block);
  }
  return Status::success();
}

std::uint32_t RecordFinder::written_sectors(std::uint32_t slot) {
  const std::uint32_t first = slot * slot_sectors();
  std::uint32_t written = 0;
  for (std::uint32_t place = 0; place < slot_sectors(); ++place) {
    const auto bytes = sector(first + place, true);
    if (!bytes) return slot_sectors();
    if (!is_erased(*bytes)) written = place + 1;
  }
  return written;
}

RecordFinder::Survey RecordFinder::survey() {
  Survey survey;
  std::array<bool, LogRegion::kMostSegments> behind = {};
  std::uint32_t newest = 0;
  std::uint32_t unknown = 0;
  for (std::uint32_t slot = 0; slot < region_.segments; ++slot) {
    const Found found = segment_in(slot);
    survey.numbers[slot] = found.number;
    behind[slot] = found.behind;
    newest = std::max(newest, found.number);
    if (found.number != 0) continue;
    if (found.unreadable) ++survey.unreadable;
    if (found.behind) ++unknown;
  }
  // A segment that was not found may be newer than all that were.
  survey.next_number = newest + unknown + 1;
  // Behind the records of a slot's last round lie those of rounds before.
  for (std::uint32_t slot = 0; slot < region_.segments; ++slot) {
    const bool gone_round = newest - survey.numbers[slot] >= region_.segments;
    if (behind[slot] && gone_round) survey.numbers[slot] = 0;
  }
  return survey;
}

RecordFinder::Found RecordFinder::segment_in(std::uint32_t slot) {
  const std::uint32_t first = slot * slot_sectors();
  std::uint32_t end = first + slot_sectors();
  if (const auto bytes = sector(first, false)) {
    if (const auto header = header_at(*bytes, first)) return {.number = header->segment};
    if (is_blank(*bytes)) return {};
    if (!begins_like_header(bytes->first<RecordHeader::kBytes>())) {
      if (device_.erase_block() != 0) return {};
      end = std::min(end, first + kPeek);
    }
  }
  const auto header = find_before(end, first, 0);
  return {header ? header->segment : 0, true, met_unreadable_};
}

std::optional<RecordHeader> RecordFinder::find(std::uint32_t sector, std::uint32_t segment) {
  return find_before(slot_end(sector), sector, segment);
}

std::optional<RecordHeader> RecordFinder::find_before(std::uint32_t end, std::uint32_t from,
                                                      std::uint32_t segment) {
  met_unreadable_ = false;
  std::uint32_t failed = 0;
  for (std::uint32_t place = from; place < end; ++place) {
    const auto bytes = sector(place, true);
    if (!bytes) {
      met_unreadable_ = true;
      if (++failed < limit_) continue;
      break;
    }
    const auto header = header_at(*bytes, place);
    if (header && (segment == 0 || header->segment == segment)) return header;
  }
  return std::nullopt;
}

std::optional<RecordHeader> RecordFinder::header_at(Sector bytes, std::uint32_t sector) const {
  const auto header = load_header(bytes.first<RecordHeader::kBytes>());
  if (!header || header->name != region_.name || header->segment == 0 || header->sector != sector ||
      std::uint64_t{header->length} + RecordHeader::kBytes > region_.segment_size ||
      header->sectors() > slot_end(sector) - sector) {
    return std::nullopt;
  }
  return header;
}

RecordFinder::Content RecordFinder::read(const RecordHeader& header, std::span<std::byte> head,
                                         std::span<std::byte> room) {
  Crc32c crc;
  std::uint32_t place = header.sector;
  std::size_t skipped = RecordHeader::kBytes;
  for (std::size_t left = header.length; left != 0;) {
    const auto most = static_cast<std::uint32_t>(scratch_.size() / kSector);
    const std::uint32_t sectors =
        std::min(most, RecordHeader::sectors_for(header.length) - (place - header.sector));
    if (!load(place, sectors)) {
      if (sectors > 1) ++unreadable_;
      return Content::kUnreadable;
    }
    const std::size_t take = std::min<std::size_t>(left, sectors * kSector - skipped);
    Bytes part = std::span(scratch_).subspan(skipped, take);
    crc.add(part);
    for (std::span<std::byte>* const into : {&head, &room}) {
      const std::size_t copied = std::min(into->size(), part.size());
      std::copy_n(part.begin(), copied, into->begin());
      *into = into->subspan(copied);
      part = part.subspan(copied);
    }
    left -= take;
    place += sectors;
    skipped = 0;
  }
  return crc.value() == header.content_crc ? Content::kGood : Content::kBad;
}

std::optional<RecordFinder::Sector> RecordFinder::sector(std::uint32_t sector, bool ahead) {
  if (sector < window_first_ || sector - window_first_ >= window_sectors_) {
    const auto most = static_cast<std::uint32_t>(scratch_.size() / kSector);
    const bool single = !ahead || sector < single_until_;
    const std::uint32_t sectors = single ? 1 : std::min(most, slot_end(sector) - sector);
    if (!load(sector, sectors)) {
      if (sectors == 1) return std::nullopt;
      single_until_ = sector + sectors;
      if (!load(sector, 1)) return std::nullopt;
    }
  }
  const std::size_t offset = std::size_t{sector - window_first_} * kSector;
  return std::span<const std::byte>(scratch_).subspan(offset).first<kSector>();
}

bool RecordFinder::load(std::uint32_t sector, std::uint32_t sectors) {
  window_sectors_ = 0;
  const Status status = device_.read(offset_of(sector), scratch_.first(sectors * kSector));
  if (!status.ok()) {
    failure_ = status;
    // Several are tried one by one, or counted as one content.
    if (sectors == 1) ++unreadable_;
    return false;
  }
  window_first_ = sector;
  window_sectors_ = sectors;
  return true;
}

}  // namespace ocellus::storage
