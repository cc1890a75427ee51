// Updates with a mistake in them, each one that somebody might make: what explores crashes must
// find every one of them out.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

#include "drivers/storage/block_device.hpp"

namespace ocellus::tests {

enum class Mistake : std::uint8_t {
  kNone,
  kNothingIsBad,         // the state does not say that a slot is being overwritten
  kNotInvalidated,       // the old first sector stands while the rest is overwritten
  kInvalidatedTooLate,   // that it does not is not waited for
  kValidTooEarly,        // the payload is not waited for before the first sector
  kTrialTooEarly,        // the first sector is not waited for before the trial
  kTrialFirst,           // the trial begins before the slot is written
  kConfirmedTooEarly,    // that the trial is confirmed is not waited for
  kStateNeverFlushed,    // nothing of the state is
  kTrustsItsReading,     // writes the other copy beside what a killed writer left on its way
  kOneCopy,              // of the state
  kConfirmedAtOnce,      // by a user space that has only just begun
  kOverwritesConfirmed,  // does not look at whose turn it is
  kCount,
};

constexpr const char* name_of(Mistake mistake) {
  constexpr std::array kNames = {"none",
                                 "nothing is bad",
                                 "not invalidated",
                                 "invalidated too late",
                                 "valid too early",
                                 "trial too early",
                                 "trial first",
                                 "confirmed too early",
                                 "state never flushed",
                                 "trusts its reading",
                                 "one copy",
                                 "confirmed at once",
                                 "overwrites the confirmed"};
  static_assert(kNames.size() == static_cast<std::size_t>(Mistake::kCount));
  return kNames[static_cast<std::size_t>(mistake)];
}

// A slot during one installation, whose flushes and first sector are as the mistake has them.
class CarelessSlot final : public storage::BlockDevice {
 public:
  CarelessSlot(BlockDevice& slot, Mistake mistake) : slot_(slot), mistake_(mistake) {}

  std::uint64_t size() const override { return slot_.size(); }
  Status read(std::uint64_t offset, std::span<std::byte> into) override {
    const Status status = slot_.read(offset, into);
    if (pretends_ && offset == 0) std::ranges::fill(into.first(kSector), std::byte{0});
    return status;
  }
  Status write(std::uint64_t offset, std::span<const std::byte> from) override {
    const bool zeros = std::ranges::all_of(from, [](std::byte b) { return b == std::byte{0}; });
    if (offset == 0 && zeros && mistake_ == Mistake::kNotInvalidated) {
      pretends_ = true;
      return Status::success();
    }
    if (offset == 0 && !zeros) {
      pretends_ = false;
      valid_ = true;
    }
    return slot_.write(offset, from);
  }
  Status flush() override {
    const bool first = flushes_++ == 0;
    const bool waits = (mistake_ != Mistake::kInvalidatedTooLate || !first) &&
                       (mistake_ != Mistake::kValidTooEarly || first || valid_) &&
                       (mistake_ != Mistake::kTrialTooEarly || !valid_);
    return waits ? slot_.flush() : Status::success();
  }

 private:
  BlockDevice& slot_;
  Mistake mistake_;
  std::uint32_t flushes_ = 0;
  bool pretends_ = false;  // that the first sector is overwritten with zeros
  bool valid_ = false;     // the first sector is the new one
};

// The state during one change of it.
class CarelessState final : public storage::BlockDevice {
 public:
  CarelessState(BlockDevice& state, Mistake mistake, bool confirms)
      : state_(state), mistake_(mistake), confirms_(confirms) {}

  std::uint64_t size() const override { return state_.size(); }
  Status read(std::uint64_t offset, std::span<std::byte> into) override {
    return state_.read(place(offset), into);
  }
  Status write(std::uint64_t offset, std::span<const std::byte> from) override {
    written_ = true;
    return state_.write(place(offset), from);
  }
  Status flush() override {
    const bool waits = mistake_ != Mistake::kStateNeverFlushed &&
                       (mistake_ != Mistake::kTrustsItsReading || written_) &&
                       (mistake_ != Mistake::kConfirmedTooEarly || !confirms_);
    return waits ? state_.flush() : Status::success();
  }

 private:
  std::uint64_t place(std::uint64_t offset) const {
    return mistake_ == Mistake::kOneCopy ? 0 : offset;
  }

  BlockDevice& state_;
  Mistake mistake_;
  bool confirms_;
  bool written_ = false;
};

}  // namespace ocellus::tests
