#include "drivers/slots/slot_state.hpp"

#include "drivers/slots/crc32.hpp"
#include "drivers/storage/little_endian.hpp"

namespace ocellus::slots {
namespace {

using Word = std::uint32_t;

constexpr std::size_t kWord = sizeof(Word);
static_assert(kLaterAt + SlotState::kLaterWords * kWord == kChecksumAt);

}  // namespace

std::uint32_t checksum(std::span<const std::byte, kSectorBytes> sector) {
  return __builtin_bswap32(crc32(sector.first(kChecksumAt)));
}

Content decode(std::span<const std::byte, kSectorBytes> sector, SlotState& state) {
  const auto word = [&](std::size_t at) { return storage::load<Word>(sector, at); };
  if (word(kMagicAt) != kMagic || word(kChecksumAt) != checksum(sector)) {
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
  state.unfinished = word(kUnfinishedAt);
  for (std::size_t i = 0; i < state.later.size(); ++i) state.later[i] = word(kLaterAt + i * kWord);
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
  put(kUnfinishedAt, state.unfinished);
  for (std::size_t i = 0; i < state.later.size(); ++i) put(kLaterAt + i * kWord, state.later[i]);
  put(kChecksumAt, checksum(sector));
}

}  // namespace ocellus::slots
