#include "tests/storage/simulated_disk.hpp"

#include <algorithm>
#include <cstring>

namespace ocellus::tests {

void SimulatedDisk::settle(std::span<const Fate> fates) {
  for (std::size_t i = 0; i < flights_.size(); ++i) settle(flights_[i], fates[i]);
  flights_.clear();
}

void SimulatedDisk::settle(const Flight& flight, Fate fate) {
  if (fate == kOld) return;
  const FateKind& kind = kFates[fate];
  std::byte* const at = bytes_.data() + std::size_t{flight.sector} * kSector;
  using Rest = FateKind::Rest;
  unreadable_[flight.sector] = kind.rest == Rest::kUnreadable;
  if (kind.rest == Rest::kZeros) std::memset(at, 0, kSector);
  if (kind.rest == Rest::kOnes) std::memset(at, 0xff, kSector);
  if (kind.rest == Rest::kGarbage) {
    for (std::size_t i = 0; i < kSector; ++i) at[i] = static_cast<std::byte>(i * 151 + 43);
  }
  std::memcpy(at + kind.begin, flight.bytes.data() + kind.begin,
              static_cast<std::size_t>(kind.end - kind.begin));
}

Status SimulatedDisk::read(std::uint64_t offset, std::span<std::byte> into) {
  if (!storage::is_on_medium(bytes_.size(), offset, into.size())) {
    return Status::failure(Code::kUnsupported, "no such sectors", offset);
  }
  const std::uint64_t first = offset / kSector;
  const std::uint64_t end = first + into.size() / kSector;
  std::memcpy(into.data(), bytes_.data() + offset, into.size());
  for (std::uint64_t sector = first; sector < end; ++sector) {
    if (unreadable_[sector] == 0) continue;
    const bool written = std::any_of(flights_.begin(), flights_.end(),
                                     [&](const Flight& f) { return f.sector == sector; });
    if (!written) return Status::failure(Code::kIo, "cannot be read", sector * kSector);
  }
  for (const Flight& flight : flights_) {
    if (flight.sector < first || flight.sector >= end) continue;
    std::memcpy(into.data() + (flight.sector - first) * kSector, flight.bytes.data(), kSector);
  }
  return Status::success();
}

Status SimulatedDisk::write(std::uint64_t offset, Bytes from) {
  if (!storage::is_on_medium(bytes_.size(), offset, from.size())) {
    return Status::failure(Code::kUnsupported, "no such sectors", offset);
  }
  for (std::size_t at = 0; at < from.size(); at += kSector) {
    Flight& flight = flights_.emplace_back();
    flight.sector = static_cast<std::uint32_t>((offset + at) / kSector);
    std::memcpy(flight.bytes.data(), from.data() + at, kSector);
  }
  return Status::success();
}

Status SimulatedDisk::flush() {
  flush_sectors(0, static_cast<std::uint32_t>(unreadable_.size()));
  return Status::success();
}

void SimulatedDisk::flush_sectors(std::uint32_t begin, std::uint32_t end) {
  const auto lasts = [=](const Flight& f) { return f.sector >= begin && f.sector < end; };
  if (std::none_of(flights_.begin(), flights_.end(), lasts)) return;
  if (watcher_ != nullptr) watcher_->before_flush(*this);
  for (const Flight& flight : flights_) {
    if (lasts(flight)) settle(flight, kNew);
  }
  std::erase_if(flights_, lasts);
}

}  // namespace ocellus::tests
