// What happens to the state, as functions of values: no medium, no clock. README.md has the table.
// The boot script (tools/ocellus/image/boot_script) does the loader's part in U-Boot's shell; a
// test compares the two.
#pragma once

#include <cstdint>

#include "drivers/slots/slot_state.hpp"

namespace ocellus::slots {

// Chances that a slot on trial has to be confirmed.
inline constexpr std::uint32_t kTries = 3;
// Starts in a row that do not come as far as user space, after which a slot counts as dead: one on
// trial, a confirmed one. Each is a few seconds of outage where a kernel dies at once; each may as
// well be somebody who plays with the plug.
inline constexpr std::uint32_t kTrialAttempts = 10;
inline constexpr std::uint32_t kConfirmedAttempts = 30;
// User spaces in a row of a slot on trial that ended before their chance, nobody knows by what.
// Where a board cannot tell a panic from the plug, this ends a trial that panics.
inline constexpr std::uint32_t kMostUnfinished = 30;

// What the loader starts.
struct Start {
  Slot slot = Slot::kA;
  bool recovery = false;  // the word `ocellus.recovery` goes with it

  friend bool operator==(const Start&, const Start&) = default;
};

struct Choice {
  SlotState next;  // to be written before the start where it differs from what was read
  Start start;
};

// The loader, once a start.
Choice loader_chooses(SlotState state);

// `next` could not be written: what cannot be counted is not tried.
Start loader_cannot_write(const SlotState& next, Start chosen);

// The files of `failed` cannot be read; `state` is as the loader has written it. Where the next one
// fails too, nothing can be started.
Choice loader_cannot_load(SlotState state, Slot failed);

// User space. `running` is the slot that it came from. What comes back is to be written where it
// differs.

// As early as it can write. `after_fault`: the reset before this start was no cut of the power and
// nobody's wish, but the watchdog or a kernel's panic.
SlotState user_space_began(SlotState state, Slot running, bool after_fault);

// It has run for some seconds. Where `second_look` becomes true, the board is to be restarted once
// that is written: the confirmed slot is looked at again.
SlotState had_its_chance(SlotState state, Slot running);

// It was healthy for some minutes.
SlotState proved_healthy(SlotState state, Slot running);

// It has found itself unfit, or did not become healthy in time; to be followed by a restart.
SlotState gave_up(SlotState state, Slot running);

// Whether the other slot may be overwritten: not while it is the one to go back to.
constexpr bool other_is_free(const SlotState& state, Slot running) {
  return state.confirmed || running != state.slot;
}

// The next two change nothing unless other_is_free().

// An update is about to overwrite the other slot; this must last before its first byte goes.
SlotState replacing_other(SlotState state, Slot running);

// An update is whole in the other slot, read back and verified; to be followed by a restart.
SlotState trial_begins(SlotState state, Slot running);

// Somebody at the recovery console wants `which` to be started once more; to be followed by a
// restart. The confirmed slot has the loader's next turn; the other one has a single chance, and is
// bad as before until it has proved itself. Changes nothing while a slot is on trial.
SlotState started_again(SlotState state, Slot which);

// `reason` stands in the journal.
SlotState told(SlotState state);

}  // namespace ocellus::slots
