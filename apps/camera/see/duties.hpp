// What the camera proves of its work to the process that watches over it
// (platform/linux/progress.hpp): one call where each thing is done. On a machine where nobody
// watches over it the calls do nothing.
#pragma once

#include <cstdint>
#include <optional>

#include "apps/camera/see/pace.hpp"
#include "apps/camera/settings/settings.hpp"
#include "drivers/capture/camera_fault.hpp"
#include "platform/linux/progress.hpp"

namespace ocellus::camera {

// Whether frames are due of a camera that has this fault: not of one that is not there, or that can
// never give any.
[[nodiscard]] bool frames_are_due(std::optional<capture::CameraFault> trouble);

// Whether somebody is to look at frames, when one of them had this turn: not in a pause, and while
// nothing moves only where a look is taken all the same. Nothing: as before.
[[nodiscard]] std::optional<bool> looks_are_due(const PaceSettings& settings, Turn turn);

// From one look to the next, at the most and of frames that come: what the pace lets it wait, and
// `patience`.
[[nodiscard]] platform::DutyDeadline look_deadline(const PaceSettings& settings, float patience);

class Duties {
 public:
  // Takes the page, if there is one: before any other process is started, which would have it too.
  void adopt() { static_cast<void>(memory_.adopt().ok()); }

  // Deadlines from the settings.
  void begin(const WatchdogSettings& settings, const PaceSettings& pace);

  void turned(std::optional<capture::CameraFault> trouble);
  void captured() { page().advance(platform::Duty::kFrame); }
  void paced(const PaceSettings& settings, Turn turn);
  void inferred() { page().advance(platform::Duty::kInference); }
  // What is to be kept: how many records have been written or given up (wraps), whether others
  // wait, and whether the card owes an answer. While it does nothing is due of us: a card that
  // hangs is no reason to start anew, again and again.
  void kept(std::uint32_t settled, bool waiting, bool card_owes);

  const platform::ProgressPage& proof() const {
    return memory_.page() != nullptr ? *memory_.page() : own_;
  }

 private:
  platform::ProgressPage& page() { return memory_.page() != nullptr ? *memory_.page() : own_; }

  platform::ProgressMemory memory_;
  platform::ProgressPage own_;  // that nobody reads
  std::uint32_t settled_ = 0;
};

}  // namespace ocellus::camera
