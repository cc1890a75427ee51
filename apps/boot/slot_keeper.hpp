// User space's part of the slots (drivers/slots/README.md): tells the state that it is there, that
// it had its chance, and that it is healthy or gives up.
//
//   as soon as the camera was started   it is there; why this slot, where the journal does not know
//   kChance later                       on trial: a try is used. Standing in: the confirmed slot is
//                                       looked at once more, by a restart
//   healthy for Options::confirm        confirmed, or taken over
//   not so within three times that      on trial: back to the other slot, by a restart
//
// A confirmed slot costs one write a start, and nothing afterwards.
#pragma once

#include <cstdint>
#include <optional>

#include "apps/boot/diary.hpp"
#include "apps/boot/guard.hpp"
#include "apps/boot/instant.hpp"
#include "apps/boot/mounts.hpp"
#include "apps/boot/slot_medium.hpp"
#include "apps/boot/system.hpp"

namespace ocellus::boot {

// Whether the camera does what it is there for.
class Health {
 public:
  virtual ~Health() = default;
  // Since when, without interruption; nothing while it does not.
  virtual std::optional<Instant> well_since() const = 0;
};

// As Guard knows it.
class GuardedHealth final : public Health {
 public:
  explicit GuardedHealth(const Guard& guard) : guard_(guard) {}
  std::optional<Instant> well_since() const override { return guard_.well_since(); }

 private:
  const Guard& guard_;
};

// As the kernel's command line says it, `ocellus.slot=2`; or a Raspberry Pi's firmware, in its
// device tree. Nothing where neither does.
std::optional<slots::Slot> running_slot(System& system);

// Whether the boot loader asks for the recovery console, by the word `ocellus.recovery`.
bool recovery_is_due(System& system);

// As Supervisor, nothing here waits.
class SlotKeeper {
 public:
  // A plug that is played with is out again by then.
  static constexpr Duration kChance = std::chrono::seconds(10);
  static constexpr Duration kPatience = std::chrono::seconds(1);
  static constexpr Duration kAgain = std::chrono::seconds(10);  // after a write that failed
  static constexpr Duration kLook = std::chrono::seconds(1);    // while there is no health
  static constexpr int kGiveUpAfter = 3;                        // times `confirm`

  // `confirm`: how long it has to be healthy; above 0.
  SlotKeeper(System& system, SlotMedium& medium, const BootPartition& partition, Diary& diary,
             const Health& health, Duration confirm)
      : system_(system),
        medium_(medium),
        partition_(partition),
        diary_(diary),
        health_(health),
        confirm_(confirm) {}

  // User space is there; after Diary::note_boot(), which knows the cause. Takes kPatience at most,
  // a few milliseconds on a medium that answers.
  void begin();

  Instant due() const { return due_; }
  void reach_deadline();

  // The slot that runs, where the boot loader said so.
  slots::Slot running() const { return running_; }

  // It runs and is confirmed, the state says so, and nothing of it is left to be written by us: the
  // other slot may be replaced.
  bool is_settled() const {
    return begun_ && !hangs_ && due_ == kNever && state_.confirmed && running_ == state_.slot;
  }

  // The camera is to be ended, and the board restarted.
  bool wants_restart() const { return wants_restart_; }

 private:
  bool change(SlotEvent event);
  void tell_state();
  void tell_reason();
  void reach_chance(Instant now);
  void look(Instant now);
  void restart(std::string_view why);
  bool on_trial() const { return !state_.confirmed && running_ == state_.slot; }
  bool stands_in() const { return state_.confirmed && running_ != state_.slot; }

  System& system_;
  SlotMedium& medium_;
  const BootPartition& partition_;
  Diary& diary_;
  const Health& health_;
  Duration confirm_;
  slots::Slot running_ = slots::Slot::kA;
  slots::SlotState state_;
  Instant began_;
  Instant due_ = kNever;
  bool begun_ = false;
  bool had_chance_ = false;
  bool wants_restart_ = false;
  bool complained_ = false;
  bool hangs_ = false;
};

}  // namespace ocellus::boot
