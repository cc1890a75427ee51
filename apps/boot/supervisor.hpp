// Keeps the camera running: starts it, starts it again when it dies, and ends it before the power
// goes. Where no slot starts any more, the recovery console takes the camera's place
// (apps/recovery).
#pragma once

#include <cstdint>
#include <string_view>

#include "apps/boot/devices.hpp"
#include "apps/boot/diary.hpp"
#include "apps/boot/guard.hpp"
#include "apps/boot/mounts.hpp"
#include "apps/boot/options.hpp"
#include "apps/boot/restart_policy.hpp"
#include "apps/boot/system.hpp"

namespace ocellus::boot {

inline constexpr const char* kCameraPath = "/bin/camera";
inline constexpr const char* kRecoveryPath = "/bin/update";

// The settings it is started with: a person's where they are, else those it was shipped with. The
// latter too, for one life, when the camera refused a person's settings (exit status 2): the device
// keeps watching.
inline constexpr const char* kSettingsPath = "/boot/ocellus.ini";
inline constexpr const char* kShippedSettingsPath = "/etc/ocellus.ini";

// Nothing here waits: the event loop calls what happened, and reach_deadline() once due() has come.
class Supervisor {
 public:
  // From SIGKILL to giving up on a process that the kernel does not let go of.
  static constexpr Duration kKillPatience = std::chrono::seconds(2);

  // `devices`: nullptr where nobody is given any. `recovery`: what the console is started with in
  // place of the camera, where the image has one; nullptr: the camera is to run.
  Supervisor(System& system, BootPartition& partition, Diary& diary, Guard& guard,
             const Options& options, Devices* devices = nullptr, const char* recovery = nullptr);

  // Starts the camera; again later, when it cannot be started.
  void start();

  // Ends it: SIGTERM to its process group, SIGKILL after Options::stop. stopped() becomes true
  // within Options::stop + kKillPatience. A second call changes nothing.
  void stop();

  // Some process ended. The camera's own leaves nothing behind: its process group is killed.
  void note_end(const Ended& ended);

  // When reach_deadline() is to be called; kNever while there is nothing to do but wait.
  Instant due() const { return due_; }
  void reach_deadline();

  bool stopped() const { return state_ == State::kStopped; }

  // The recovery console is done: the board is to be restarted. stopped() is true then.
  bool wants_restart() const { return wants_restart_; }

 private:
  enum class State : std::uint8_t {
    kPausing,  // until the next start
    kRunning,
    kAsked,    // SIGTERM was sent
    kKilled,   // SIGKILL was sent
    kStopped,  // for good
  };

  void pause_after(Duration lived);
  void enter(State state, Duration duration);
  const char* choose_argument();
  std::string_view name() const { return recovery_ != nullptr ? "recovery" : "camera"; }

  System& system_;
  BootPartition& partition_;
  Diary& diary_;
  Guard& guard_;
  Devices* devices_;
  Duration stop_;
  const char* recovery_;
  bool recovery_noted_ = false;
  bool wants_restart_ = false;
  RestartPolicy policy_;
  State state_ = State::kPausing;
  Instant due_ = kNever;
  Instant started_;
  pid_t process_ = 0;
  bool as_shipped_ = false;  // this life's settings
  bool refused_ = false;     // a person's settings, by the last life
};

}  // namespace ocellus::boot
