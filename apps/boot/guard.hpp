// Feeds the watchdog while progress is proved, and only then. It alone has the watchdog.
//
//   while the board starts     each step that was done is progress
//   while the camera lives     as long as it neglects no duty (progress_watch.hpp)
//   between its lives          the supervisor's pause is kept, and that is progress
//   while the board ends       each step, and so does waiting for the camera's end
//
// A camera that neglects a duty is killed, and the supervisor starts it again. The board is reset,
// which is to feed no more, when
//   - it is neglected again after kMostRestarts restarts without a healthy life between them. For
//     want of frames or inferences not in the first kBarren since the start: a camera that gives
//     nothing must not keep the board from everything else it does;
//   - it cannot be killed;
//   - there was no healthy life of it for kBarren.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string_view>

#include "apps/boot/diary.hpp"
#include "apps/boot/instant.hpp"
#include "apps/boot/line.hpp"
#include "apps/boot/progress_watch.hpp"
#include "apps/boot/system.hpp"
#include "drivers/watchdog/watchdog.hpp"

namespace ocellus::boot {

struct GuardSettings {
  watchdog::Seconds timeout{15};                // asked of the watchdog; 0: it is left alone
  Duration healthy = std::chrono::seconds(60);  // a life that lasted so long, and neglected nothing
};

// As Supervisor, nothing here waits.
class Guard {
 public:
  static constexpr Duration kLook = std::chrono::seconds(1);
  static constexpr int kMostRestarts = 3;
  static constexpr Duration kBarren = std::chrono::minutes(10);
  // From SIGKILL to giving up on a process that the kernel does not let go of.
  static constexpr Duration kKillPatience = std::chrono::seconds(5);
  // A watchdog that is left to run out does so after that.
  static constexpr watchdog::Seconds kShortestTimeout{1};
  // Beyond its timeout; then the kernel is asked to restart.
  static constexpr Duration kResetPatience = std::chrono::seconds(5);

  Guard(System& system, Diary& diary, watchdog::Watchdog& watchdog, GuardSettings settings)
      : system_(system),
        diary_(diary),
        watchdog_(watchdog),
        settings_(settings),
        made_(system.now()),
        good_(made_) {}

  // A step of the start or of the end is done. Opens the watchdog as soon as it is there.
  void step();
  // All that could bring the watchdog is done: one line says what there is.
  void tell_watchdog();

  // The camera's process started, on a clear page; it ended or was asked to.
  void begin_life(pid_t process);
  void end_life() { life_ = Life::kNone; }

  Instant due() const { return due_; }
  void reach_deadline();

  // Since when this life of the camera has been seen to infer, and has neglected nothing.
  std::optional<Instant> well_since() const;

 private:
  enum class Life : std::uint8_t { kNone, kRunning, kKilled };

  void judge(Instant now);
  void restart_camera(platform::Duty duty, Instant now);
  void reset_board(std::string_view why, Instant now);
  void feed();
  Line counted(std::string_view beginning, std::string_view end) const;

  System& system_;
  Diary& diary_;
  watchdog::Watchdog& watchdog_;
  GuardSettings settings_;
  ProgressWatch watch_;
  Life life_ = Life::kNone;
  pid_t process_ = 0;
  Instant began_;   // this life
  Instant killed_;  // likewise
  Instant made_;
  Instant good_;                    // a healthy life was seen
  Instant due_;                     // at once
  int restarts_ = 0;                // since a healthy life
  std::optional<Instant> give_up_;  // the board is to be reset, by then
  bool hunger_told_ = false;
};

}  // namespace ocellus::boot
