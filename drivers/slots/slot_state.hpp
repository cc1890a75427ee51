// Which slot is to be started, and how sure we are of it: one sector, which the boot loader's
// script and user space both read and write. README.md has every bit.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace ocellus::slots {

// A slot's number is its place on the disk: A is partition 2, B partition 3.
enum class Slot : std::uint8_t { kA, kB };

constexpr Slot other(Slot slot) { return slot == Slot::kA ? Slot::kB : Slot::kA; }
constexpr std::uint32_t partition_of(Slot slot) { return slot == Slot::kA ? 2 : 3; }
constexpr char letter_of(Slot slot) { return slot == Slot::kA ? 'A' : 'B'; }

// Why `slot` is the one to be started. Later versions may have more.
enum class Reason : std::uint32_t {
  kShipped = 0,
  kUpdate = 1,         // it holds an update, which is on trial
  kConfirmed = 2,      // it has proved itself
  kTriesUsed = 3,      // the other one had all its chances
  kNoUserSpace = 4,    // the other one's kernel never came as far as user space
  kCannotLoad = 5,     // the other one's files cannot be read
  kGivenUp = 6,        // the other one's user space gave itself up
  kTookOver = 7,       // the other one was confirmed and does not come up any more
  kBeingReplaced = 8,  // the other one is about to be overwritten
  kNeverLasted = 9,    // the other one ended within seconds, again and again
  kAskedFor = 10,      // somebody wants it to be started once more; it is on trial
};

struct SlotState {
  // 0 where there was none. The newer copy has the greater one; it never gets round in a lifetime.
  std::uint32_t sequence = 0;
  Slot slot = Slot::kA;
  // False: `slot` is on trial, and the other one is what to go back to.
  bool confirmed = true;
  std::uint32_t tries = 0;     // chances that a slot on trial has left
  std::uint32_t attempts = 0;  // starts by the loader since `slot` came as far as user space
  bool chance_counted =
      true;  // the chance of the last user space of `slot` is among `tries` already
  std::array<bool, 2> bad = {};  // by Slot: not to be started, but for recovery
  bool second_look = false;  // the slot that stands in has had the confirmed one looked at again
  bool told = true;          // `reason` is in the journal
  Reason reason = Reason::kShipped;
  std::uint32_t boots = 0;  // starts by the loader, of either slot
  // User spaces of a slot on trial, in a row, that ended before their chance.
  std::uint32_t unfinished = 0;

  // What later versions keep in the sector, handed on as it is.
  static constexpr std::size_t kLaterWords = 113;
  std::array<std::uint32_t, kLaterWords> later = {};

  bool is_bad(Slot which) const { return bad[static_cast<std::size_t>(which)]; }
  void set_bad(Slot which, bool value) { bad[static_cast<std::size_t>(which)] = value; }

  friend bool operator==(const SlotState&, const SlotState&) = default;
};

inline constexpr std::uint32_t kMagic = 0x4c53434f;  // "OCSL"
inline constexpr std::uint32_t kVersion = 1;

// Where each word lies in the sector.
enum WordAt : std::size_t {
  kMagicAt = 0,
  kVersionAt = 4,
  kSequenceAt = 8,
  kSlotAt = 12,
  kConfirmedAt = 16,
  kTriesAt = 20,
  kAttemptsAt = 24,
  kChanceCountedAt = 28,
  kBadAt = 32,
  kSecondLookAt = 36,
  kToldAt = 40,
  kReasonAt = 44,
  kBootsAt = 48,
  kUnfinishedAt = 52,
  kLaterAt = 56,
  kChecksumAt = 508,  // of all that is before it
};

inline constexpr std::size_t kSectorBytes = 512;
using Sector = std::array<std::byte, kSectorBytes>;

// The word at kChecksumAt that makes the sector whole: CRC-32 of all before it, its highest byte
// first, because U-Boot stores it so.
std::uint32_t checksum(std::span<const std::byte, kSectorBytes> sector);

// What a sector holds.
enum class Content : std::uint8_t {
  kNothing,  // no state: empty, torn, damaged, somebody else's
  kState,
  kNewer,  // a state whole, of a version that changed the meaning of the words
};

// `state` is set for kState; for kNewer only its sequence and slot are.
Content decode(std::span<const std::byte, kSectorBytes> sector, SlotState& state);

void encode(const SlotState& state, Sector& sector);

}  // namespace ocellus::slots
