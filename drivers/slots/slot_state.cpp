#include "drivers/slots/slot_state.hpp"

#include "drivers/slots/crc32.hpp"
#include "drivers/storage/little_endian.hpp"

namespace ocellus::slots {
namespace {

using Word = std::uint32_t;

constexpr std::size_t kWord = sizeof(Word);
constexpr std::size_t kLaterFrom = 13 * kWord;
constexpr std::size_t kCheckedBytes = kSectorBytes - kWord;
static_assert(kLaterFrom + SlotState::kLaterWords * kWord == kCheckedBytes);

// Where each word lies; the boot script has the same numbers.
enum Offset : std::size_t {
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
};

}  // namespace

Content decode(std::span<const std::byte, kSectorBytes> sector, SlotState& state) {
  const auto word = [&](std::size_t at) { return storage::load<Word>(sector, at); };
  if (word(kMagicAt) != kMagic || word(kCheckedBytes) != crc32(sector.first(kCheckedBytes))) {
    return Content::kNothing;
  }
  state = {};
  state.sequence = word(kSequenceAt);
  state.slot = (word(kSlotAt) & 1) == 0 ? Slot::kA : Slot::kB;
  if (word(kVersionAt) != kVersion) return Content::kNewer;
  state.confirmed = word(kConfirmedAt) != 0;
  state.tries = word(kTriesAt);
  state.attempts = word(kAttemptsAt);
  state.chance_counted = word(kChanceCountedAt) != 0;
  state.bad = {(word(kBadAt) & 1) != 0, (word(kBadAt) & 2) != 0};
  state.second_look = word(kSecondLookAt) != 0;
  state.told = word(kToldAt) != 0;
  state.reason = static_cast<Reason>(word(kReasonAt));
  state.boots = word(kBootsAt);
  for (std::size_t i = 0; i < state.later.size(); ++i)
    state.later[i] = word(kLaterFrom + i * kWord);
  return Content::kState;
}

void encode(const SlotState& state, Sector& sector) {
  const auto put = [&](std::size_t at, Word value) { storage::store<Word>(sector, at, value); };
  put(kMagicAt, kMagic);
  put(kVersionAt, kVersion);
  put(kSequenceAt, state.sequence);
  put(kSlotAt, static_cast<Word>(state.slot));
  put(kConfirmedAt, state.confirmed ? 1 : 0);
  put(kTriesAt, state.tries);
  put(kAttemptsAt, state.attempts);
  put(kChanceCountedAt, state.chance_counted ? 1 : 0);
  put(kBadAt, (state.bad[0] ? 1U : 0U) | (state.bad[1] ? 2U : 0U));
  put(kSecondLookAt, state.second_look ? 1 : 0);
  put(kToldAt, state.told ? 1 : 0);
  put(kReasonAt, static_cast<Word>(state.reason));
  put(kBootsAt, state.boots);
  for (std::size_t i = 0; i < state.later.size(); ++i) put(kLaterFrom + i * kWord, state.later[i]);
  put(kCheckedBytes, crc32(std::span(sector).first(kCheckedBytes)));
}

}  // namespace ocellus::slots
