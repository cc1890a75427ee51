#include "drivers/slots/transitions.hpp"

namespace ocellus::slots {
namespace {

void confirm(SlotState& state, Slot slot, Reason reason) {
  state.slot = slot;
  state.confirmed = true;
  state.tries = 0;
  state.attempts = 0;
  state.unfinished = 0;
  state.chance_counted = true;
  state.second_look = false;
  state.told = false;
  state.reason = reason;
}

// From a slot on trial to the one before it.
void go_back(SlotState& state, Reason reason) {
  state.set_bad(state.slot, true);
  confirm(state, other(state.slot), reason);
}

bool is_standing_in(const SlotState& state, Slot running) {
  return state.confirmed && running != state.slot;
}

void take_a_try(SlotState& state) {
  if (state.tries != 0) --state.tries;
  state.chance_counted = true;
}

}  // namespace

Choice loader_chooses(SlotState state) {
  ++state.boots;
  if (!state.confirmed) {
    if (state.tries == 0) {
      go_back(state, Reason::kTriesUsed);
    } else if (state.attempts >= kTrialAttempts) {
      go_back(state, Reason::kNoUserSpace);
    } else if (state.unfinished >= kMostUnfinished) {
      go_back(state, Reason::kNeverLasted);
    }
  }
  // A confirmed slot is not left for good by the loader: it may only have been the plug. So from
  // some number on it takes turns with the other one, and user space decides.
  const std::uint32_t before = state.attempts++;
  Start start = {.slot = state.slot};
  if (state.confirmed && before >= kConfirmedAttempts && before % 2 == 1) {
    start = {.slot = other(state.slot), .recovery = state.is_bad(other(state.slot))};
  }
  return {state, start};
}

Start loader_cannot_write(const SlotState& next, Start chosen) {
  if (next.confirmed) return chosen;
  return {.slot = other(next.slot)};
}

Choice loader_cannot_load(SlotState state, Slot failed) {
  if (!state.confirmed && failed == state.slot) {
    go_back(state, Reason::kCannotLoad);
    ++state.attempts;
    return {state, {.slot = state.slot}};
  }
  return {state, {.slot = other(failed), .recovery = state.is_bad(other(state.slot))}};
}

SlotState user_space_began(SlotState state, Slot running, bool after_fault) {
  if (running != state.slot) return state;
  state.attempts = 0;
  state.second_look = false;
  if (state.confirmed) return state;
  if (after_fault && !state.chance_counted) take_a_try(state);
  state.chance_counted = false;
  ++state.unfinished;
  return state;
}

SlotState had_its_chance(SlotState state, Slot running) {
  if (is_standing_in(state, running)) {
    if (state.attempts >= kConfirmedAttempts && !state.second_look) {
      state.second_look = true;
      state.attempts = kConfirmedAttempts;  // whose turn is the confirmed slot's
    }
    return state;
  }
  if (state.confirmed || running != state.slot) return state;
  if (!state.chance_counted) take_a_try(state);
  state.unfinished = 0;
  return state;
}

SlotState proved_healthy(SlotState state, Slot running) {
  if (is_standing_in(state, running)) {
    if (state.attempts >= kConfirmedAttempts && state.second_look) {
      state.set_bad(state.slot, true);
      state.set_bad(running, false);
      confirm(state, running, Reason::kTookOver);
    }
    return state;
  }
  if (state.confirmed || running != state.slot) return state;
  state.set_bad(running, false);
  confirm(state, running, Reason::kConfirmed);
  return state;
}

SlotState gave_up(SlotState state, Slot running) {
  if (!state.confirmed && running == state.slot) go_back(state, Reason::kGivenUp);
  return state;
}

SlotState replacing_other(SlotState state, Slot running) {
  if (!other_is_free(state, running)) return state;
  // Whatever the other one did before, it was another system that did it.
  if (state.slot != running || state.reason != Reason::kBeingReplaced) {
    confirm(state, running, Reason::kBeingReplaced);
  }
  state.set_bad(running, false);
  state.set_bad(other(running), true);
  return state;
}

SlotState trial_begins(SlotState state, Slot running) {
  if (!other_is_free(state, running)) return state;
  state.set_bad(running, false);
  confirm(state, other(running), Reason::kUpdate);
  state.confirmed = false;
  state.tries = kTries;
  return state;
}

SlotState started_again(SlotState state, Slot which) {
  if (!state.confirmed) return state;
  if (which == state.slot) {
    state.attempts = kConfirmedAttempts;  // whose turn is the confirmed slot's
    state.second_look = true;             // which is this
    return state;
  }
  confirm(state, which, Reason::kAskedFor);
  state.confirmed = false;
  state.tries = 1;
  return state;
}

SlotState told(SlotState state) {
  state.told = true;
  return state;
}

}  // namespace ocellus::slots
