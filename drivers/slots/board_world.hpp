// A board as the walk over every reset sees it (every_reset_test): what its medium holds, and what
// is true of it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <tuple>

#include "drivers/slots/transitions.hpp"

namespace ocellus::slots {

enum class Software : std::uint8_t {
  kGood,
  kUnfit,  // comes as far as user space and never becomes healthy
  kDead,   // its kernel never comes as far
  kHalf,   // cannot be loaded
};

// What the slots really hold, by Slot.
struct SlotsHold {
  std::array<Software, 2> software = {Software::kGood, Software::kGood};

  Software in(Slot slot) const { return software[static_cast<std::size_t>(slot)]; }
  Software& in(Slot slot) { return software[static_cast<std::size_t>(slot)]; }
  bool lives(Slot slot) const {
    return in(slot) == Software::kGood || in(slot) == Software::kUnfit;
  }
  bool loads(Slot slot) const { return in(slot) != Software::kHalf; }
  std::array<bool, 2> which_load() const { return {loads(Slot::kA), loads(Slot::kB)}; }
};

// A board between two steps. What the medium holds is `state`; the rest is the truth, which the
// code under test does not see.
struct World : SlotsHold {
  SlotState state;
  std::optional<Slot> running;  // nothing: before the loader
  bool began = false;           // user space has written that it is there
  bool after_fault = false;     // how the last run ended
  Slot home = Slot::kA;         // the slot that was confirmed last
  std::uint32_t chances = 0;    // of the slot on trial that count
  bool counted = true;          // the last life of the slot on trial among them

  std::uint32_t most_attempts() const {
    return state.confirmed ? kConfirmedAttempts : kTrialAttempts;
  }

  // Of counts below the last one before a limit only none and one are told apart: what leads from
  // one to two leads on to the last (Explorer::add takes that way at once). Beyond the limit only
  // whose turn it is matters.
  static std::uint32_t class_of(std::uint32_t count, std::uint32_t most) {
    if (count >= most) return most + (count - most) % 2;
    return count > 2 && count < most - 1 ? 2 : count;
  }

  auto key() const {
    // Counts of starts and writes change nothing.
    const std::uint32_t attempts = class_of(state.attempts, most_attempts());
    const std::uint32_t unfinished = class_of(state.unfinished, kMostUnfinished);
    return std::tuple(state.slot, state.confirmed, state.tries, attempts, unfinished,
                      state.chance_counted, state.bad, state.second_look, software, running, began,
                      after_fault, home, chances, counted);
  }
};

}  // namespace ocellus::slots
