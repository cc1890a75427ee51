// A log on a medium that may fail, for a program that must not wait for it.
//
// After a failure nothing is asked of the medium for kRest, by the moments that are given: what was
// to be written meanwhile is lost and counted. Then it is tried again. What the program ought to
// say about it comes once, when it begins and when it is over.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>

#include "drivers/storage/log.hpp"
#include "drivers/storage/moment.hpp"

namespace ocellus::storage {

// A medium began to fail (`status`), or works again (`status` is ok) after `lost` records.
struct StorageNews {
  Status status;
  std::uint32_t lost = 0;
};

class PatientLog {
 public:
  static constexpr std::chrono::milliseconds kRest = std::chrono::minutes(1);
  static constexpr std::size_t kMostPieces = 4;

  // As Log.
  PatientLog(BlockDevice& device, const LogRegion& region, std::span<std::byte> scratch)
      : log_(device, region, scratch) {}

  // As Log::open(). Need not be called: append() and newest() do where it has not succeeded.
  Status open();

  // A record that begins with the moment. Failures as Log::append(); while the medium rests the
  // last one is returned again. kTooLarge and kUnsupported are the caller's, and no news.
  Status append(const Moment& moment, std::uint8_t kind, std::span<const Bytes> pieces);

  // As Log::newest(), but for the moment, which is taken off: facts.length is what follows it.
  Status newest(Moment& moment, RecordFacts& facts, std::span<std::byte> room);

  // What has not been told yet.
  std::optional<StorageNews> take_news();

  // Records that could not be written since the start.
  std::uint32_t lost() const { return lost_; }

  // As Log::damaged(): places that fail and were passed over.
  std::uint32_t damaged() const { return log_.damaged(); }

 private:
  void note(const Status& status);

  Log log_;
  Status trouble_;  // of the medium; ok while there is none
  std::chrono::milliseconds rest_until_{0};
  std::uint32_t lost_ = 0;
  std::uint32_t lost_before_ = 0;  // when the trouble began
  std::optional<StorageNews> news_;
};

}  // namespace ocellus::storage
