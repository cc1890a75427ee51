#include "drivers/storage/snapshot_ring.hpp"

#include <array>

#include "drivers/storage/little_endian.hpp"

namespace ocellus::storage {

Status SnapshotRing::append(const SnapshotFacts& facts, std::span<const std::uint8_t> jpeg) {
  if (jpeg.size() > kLargestSnapshot) {
    return Status::failure(Code::kTooLarge, "a snapshot has more than 512 KiB", jpeg.size());
  }
  if (facts.event.size() > kLongestSnapshotEvent) {
    return Status::failure(Code::kTooLarge, "a snapshot's event has more than 1024 bytes",
                           facts.event.size());
  }
  std::array<std::byte, kSnapshotHeader> header = {};
  store(header, 0, facts.frame);
  store(header, 8, static_cast<std::uint16_t>(facts.event.size()));
  const Bytes pieces[] = {header, std::as_bytes(std::span(facts.event)), std::as_bytes(jpeg)};
  return log_.append(facts.moment, kSnapshotRecord, pieces);
}

Status read_snapshot(Bytes record, SnapshotFacts& facts, Bytes& jpeg) {
  constexpr std::size_t kHead = kMomentBytes + kSnapshotHeader;
  if (record.size() < kHead) return Status::failure(Code::kCorrupt, "is too short for a snapshot");
  const Bytes header = record.subspan(kMomentBytes, kSnapshotHeader);
  const std::size_t event = load<std::uint16_t>(header, 8);
  if (event > record.size() - kHead) {
    return Status::failure(Code::kCorrupt, "ends within a snapshot's event");
  }
  facts.moment = moment_from(record.first<kMomentBytes>());
  facts.frame = load<std::uint64_t>(header, 0);
  facts.event = {reinterpret_cast<const char*>(record.data() + kHead), event};
  jpeg = record.subspan(kHead + event);
  return Status::success();
}

}  // namespace ocellus::storage
