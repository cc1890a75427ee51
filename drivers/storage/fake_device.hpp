// A medium for tests, which loses its power and its sectors as it is told.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "drivers/storage/block_device.hpp"

namespace ocellus::storage {

class FakeDevice final : public BlockDevice {
 public:
  // One sector on its way: written, and not flushed.
  struct Flight {
    std::uint64_t sector;
    std::vector<std::byte> bytes;
  };
  // What becomes of a sector on its way when the power goes.
  enum class Fate : std::uint8_t { kOld, kNew, kTornFront, kTornBack, kGarbage };

  explicit FakeDevice(std::uint64_t size, std::byte fill = std::byte{0}) : durable_(size, fill) {}
  // As it is when the power is about to go.
  FakeDevice(std::vector<std::byte> durable, std::vector<Flight> flights)
      : durable_(std::move(durable)), flights_(std::move(flights)) {}

  // What the medium is like.
  std::set<std::uint64_t> unreadable;  // sectors
  std::set<std::uint64_t> unwritable;  // sectors
  bool read_only = false;
  bool full = false;  // as an image on a file system that is
  bool gone = false;
  std::uint32_t failing_flushes = 0;  // of the next ones; what was on its way is lost
  // The power goes at the write after so many; every later call fails.
  std::optional<std::uint64_t> writes_left;

  // What was asked of it.
  std::uint64_t reads = 0;  // sectors, as the next
  std::uint64_t writes = 0;
  std::uint64_t flushes = 0;

  std::span<const Flight> in_flight() const { return flights_; }
  std::span<const std::byte> durable() const { return durable_; }

  // The power comes back; `fates` is for in_flight(), in order, so that of several writes of a
  // sector each meets its own.
  void power_cut(std::span<const Fate> fates) {
    for (std::size_t i = 0; i < flights_.size(); ++i) settle(flights_[i], fates[i]);
    flights_.clear();
    writes_left.reset();
  }

  std::uint64_t size() const override { return gone ? 0 : durable_.size(); }

  Status read(std::uint64_t offset, std::span<std::byte> into) override {
    reads += into.size() / kSector;
    if (const Status status = check(offset, into.size()); !status.ok()) return status;
    for (std::size_t i = 0; i < into.size(); i += kSector) {
      const std::uint64_t sector = (offset + i) / kSector;
      if (unreadable.contains(sector)) {
        return Status::failure(Code::kIo, "cannot be read", sector * kSector);
      }
      std::copy_n(durable_.begin() + sector * kSector, kSector, into.begin() + i);
      for (const Flight& flight : flights_) {
        if (flight.sector == sector) std::copy_n(flight.bytes.begin(), kSector, into.begin() + i);
      }
    }
    return Status::success();
  }

  Status write(std::uint64_t offset, std::span<const std::byte> from) override {
    if (const Status status = check(offset, from.size()); !status.ok()) return status;
    if (read_only) return Status::failure(Code::kReadOnly, "cannot be written", offset);
    if (full) return Status::failure(Code::kNoSpace, "takes no more", offset);
    for (std::size_t i = 0; i < from.size(); i += kSector) {
      const std::uint64_t sector = (offset + i) / kSector;
      if (unwritable.contains(sector)) {
        return Status::failure(Code::kIo, "cannot be written", sector * kSector);
      }
      if (writes_left && *writes_left == 0) return no_power();
      if (writes_left) --*writes_left;
      ++writes;
      const auto begin = from.begin() + i;
      flights_.push_back({sector, {begin, begin + kSector}});
    }
    return Status::success();
  }

  Status flush() override {
    if (gone) return Status::failure(Code::kDisconnected, "is gone");
    if (writes_left && *writes_left == 0) return no_power();
    if (failing_flushes != 0) {
      --failing_flushes;
      flights_.clear();
      return Status::failure(Code::kIo, "cannot be made to last");
    }
    ++flushes;
    for (const Flight& flight : flights_) settle(flight, Fate::kNew);
    flights_.clear();
    return Status::success();
  }

 private:
  static Status no_power() { return Status::failure(Code::kIo, "there is no power"); }

  Status check(std::uint64_t offset, std::uint64_t length) const {
    if (gone) return Status::failure(Code::kDisconnected, "is gone");
    if (is_on_medium(durable_.size(), offset, length)) return Status::success();
    return Status::failure(Code::kUnsupported, "no such sectors", offset);
  }

  void settle(const Flight& flight, Fate fate) {
    const auto at = durable_.begin() + flight.sector * kSector;
    constexpr std::size_t kFront = 20;  // within a header
    constexpr std::size_t kHalf = kSector / 2;
    switch (fate) {
      case Fate::kOld:
        break;
      case Fate::kNew:
        std::copy(flight.bytes.begin(), flight.bytes.end(), at);
        break;
      case Fate::kTornFront:
        std::copy_n(flight.bytes.begin(), kFront, at);
        break;
      case Fate::kTornBack:
        std::copy_n(flight.bytes.begin() + kHalf, kHalf, at + kHalf);
        break;
      case Fate::kGarbage:
        for (std::size_t i = 0; i < kSector; ++i) at[i] = static_cast<std::byte>(i * 151 + 43);
        break;
    }
  }

  std::vector<std::byte> durable_;
  std::vector<Flight> flights_;  // oldest first
};

}  // namespace ocellus::storage
