// A disk or card as BlockDevice describes it, cheap to copy: what was written and not flushed is
// seen by readers, and meets its fate sector by sector when the power goes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "drivers/storage/block_device.hpp"

namespace ocellus::tests {

using storage::BlockDevice;
using storage::Bytes;

// What becomes of a sector on its way: a row of kFates, the first two of which are whole.
using Fate = std::uint8_t;
inline constexpr Fate kOld = 0;
inline constexpr Fate kNew = 1;

struct FateKind {
  enum class Rest : std::uint8_t { kBefore, kGarbage, kZeros, kOnes, kUnreadable };
  Rest rest;  // of the sector, beside the new bytes
  std::uint16_t begin = 0;
  std::uint16_t end = 0;  // the new bytes
};

// The header's fields end at bytes 4, 8, 12, …, 32; a torn sector that is right up to one of them,
// or from one of them on, is nearest to a whole one. Cards' pages and buses have 2, 4, 8 … bytes.
inline constexpr std::array kFates = {
    FateKind{FateKind::Rest::kBefore, 0, 0},    FateKind{FateKind::Rest::kBefore, 0, 512},
    FateKind{FateKind::Rest::kUnreadable},      FateKind{FateKind::Rest::kGarbage},
    FateKind{FateKind::Rest::kBefore, 0, 20},   FateKind{FateKind::Rest::kBefore, 256, 512},
    FateKind{FateKind::Rest::kZeros},           FateKind{FateKind::Rest::kOnes},
    FateKind{FateKind::Rest::kBefore, 0, 1},    FateKind{FateKind::Rest::kBefore, 0, 4},
    FateKind{FateKind::Rest::kBefore, 0, 8},    FateKind{FateKind::Rest::kBefore, 0, 12},
    FateKind{FateKind::Rest::kBefore, 0, 16},   FateKind{FateKind::Rest::kBefore, 0, 24},
    FateKind{FateKind::Rest::kBefore, 0, 28},   FateKind{FateKind::Rest::kBefore, 0, 31},
    FateKind{FateKind::Rest::kBefore, 0, 32},   FateKind{FateKind::Rest::kBefore, 0, 36},
    FateKind{FateKind::Rest::kBefore, 0, 64},   FateKind{FateKind::Rest::kBefore, 0, 256},
    FateKind{FateKind::Rest::kBefore, 0, 511},  FateKind{FateKind::Rest::kBefore, 4, 512},
    FateKind{FateKind::Rest::kBefore, 28, 512}, FateKind{FateKind::Rest::kBefore, 32, 512},
    FateKind{FateKind::Rest::kBefore, 16, 32},  FateKind{FateKind::Rest::kZeros, 0, 32},
    FateKind{FateKind::Rest::kGarbage, 0, 32},  FateKind{FateKind::Rest::kOnes, 0, 40},
};

class SimulatedDisk final : public BlockDevice {
 public:
  // Told before what is on its way lasts.
  class Watcher {
   public:
    virtual void before_flush(const SimulatedDisk& disk) = 0;

   protected:
    ~Watcher() = default;
  };

  SimulatedDisk(std::size_t sectors, std::byte fill)
      : bytes_(sectors * kSector, fill), unreadable_(sectors) {}

  // Copies are of the medium and of what is on its way to it; nobody watches them.
  SimulatedDisk(const SimulatedDisk& other)
      : bytes_(other.bytes_), unreadable_(other.unreadable_), flights_(other.flights_) {}
  SimulatedDisk& operator=(const SimulatedDisk& other) {
    bytes_ = other.bytes_;
    unreadable_ = other.unreadable_;
    flights_ = other.flights_;
    return *this;
  }

  void watch(Watcher* watcher) { watcher_ = watcher; }

  // Sectors on their way, oldest first; of several writes of a sector each counts.
  std::size_t in_flight() const { return flights_.size(); }
  // As if only the first `count` had been asked for.
  void forget_flights_after(std::size_t count) { flights_.resize(count); }
  // The power went and is back: `fates` are for in_flight(), in order.
  void settle(std::span<const Fate> fates);

  std::uint64_t size() const override { return bytes_.size(); }
  Status read(std::uint64_t offset, std::span<std::byte> into) override;
  Status write(std::uint64_t offset, Bytes from) override;
  Status flush() override;
  // Likewise, but only of the sectors from `begin` to before `end`: Linux writes one partition's.
  void flush_sectors(std::uint32_t begin, std::uint32_t end);

 private:
  struct Flight {
    std::uint32_t sector;
    std::array<std::byte, kSector> bytes;
  };

  void settle(const Flight& flight, Fate fate);

  std::vector<std::byte> bytes_;          // what lasts
  std::vector<std::uint8_t> unreadable_;  // by sector, until it is written
  std::vector<Flight> flights_;
  Watcher* watcher_ = nullptr;
};

}  // namespace ocellus::tests
