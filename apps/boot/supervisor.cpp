#include "apps/boot/supervisor.hpp"

#include <signal.h>

#include <cstring>

#include "apps/boot/line.hpp"
#include "platform/linux/exit_status.hpp"

namespace ocellus::boot {
namespace {

constexpr int kRestart = 0;  // the recovery console's

// "camera: ended with status 1 after 3.2 s"
Line describe(std::string_view name, const Ended& ended, Duration lived) {
  Line line;
  line.text(name).text(": ended ");
  if (ended.signal == 0) {
    line.text("with status ").number(ended.status);
  } else if (ended.signal == SIGSYS) {
    line.text("by SIGSYS: a system call that it has no right to,");
  } else {
    line.text("by signal ").number(ended.signal);
    const char* signal = sigdescr_np(ended.signal);
    if (signal != nullptr) line.text(" (").text(signal).text(")");
  }
  return line.text(" after ").seconds(lived);
}

}  // namespace

Supervisor::Supervisor(System& system, BootPartition& partition, Diary& diary, Guard& guard,
                       const Options& options, Devices* devices, const char* recovery)
    : system_(system),
      partition_(partition),
      diary_(diary),
      guard_(guard),
      devices_(devices),
      stop_(options.stop),
      recovery_(recovery != nullptr && system.exists(kRecoveryPath) ? recovery : nullptr),
      policy_(options.healthy) {}

void Supervisor::stop() {
  if (state_ == State::kPausing) {
    state_ = State::kStopped;
  } else if (state_ == State::kRunning) {
    guard_.end_life();
    system_.end_group(process_, Urgency::kAsk);
    enter(State::kAsked, stop_);
  }
}

void Supervisor::note_end(const Ended& ended) {
  const bool alive = state_ != State::kPausing && state_ != State::kStopped;
  if (!alive || ended.process != process_) return;
  const Duration lived = system_.now() - started_;
  guard_.end_life();
  system_.end_group(process_, Urgency::kKill);
  const Line line = describe(name(), ended, lived);
  system_.say(line.view());
  diary_.note_end(line.view());
  if (state_ != State::kRunning) {
    state_ = State::kStopped;
    return;
  }
  if (recovery_ != nullptr && ended.signal == 0 && ended.status == kRestart) {
    wants_restart_ = true;
    state_ = State::kStopped;
    return;
  }
  if (ended.signal == 0 && ended.status == platform::kWishesPowerOff) {
    state_ = State::kStopped;
    return;
  }
  refused_ = ended.signal == 0 && ended.status == platform::kRefusesSettings && !as_shipped_;
  pause_after(lived);
}

void Supervisor::reach_deadline() {
  switch (state_) {
    case State::kPausing:
      return start();
    case State::kAsked:
      system_.say(Line().text(name()).text(": does not end; killed after ").seconds(stop_).view());
      system_.end_group(process_, Urgency::kKill);
      return enter(State::kKilled, kKillPatience);
    case State::kKilled:
      system_.say(Line().text(name()).text(": cannot be killed; goes with the power").view());
      state_ = State::kStopped;
      return;
    case State::kRunning:
    case State::kStopped:
      return;
  }
}

void Supervisor::start() {
  partition_.mount_if_there();
  if (devices_ != nullptr) devices_->give_data_partition();
  diary_.note_boot();
  if (recovery_ != nullptr && !recovery_noted_) {
    recovery_noted_ = true;
    diary_.note("recovery", "neither slot is known to be good; an update is asked for");
  }
  const char* const argument = choose_argument();
  const char* const program = recovery_ != nullptr ? kRecoveryPath : kCameraPath;
  started_ = system_.now();
  if (const Status status = system_.start(program, argument, process_); !status.ok()) {
    complain(system_, program, status);
    return pause_after(Duration::zero());
  }
  system_.find_power_keys();
  guard_.begin_life(process_);
  state_ = State::kRunning;
  due_ = kNever;
  Line line;
  line.text(name()).text(": started, process ").number(process_).text(", ").text(argument);
  system_.say(line.view());
}

const char* Supervisor::choose_argument() {
  if (recovery_ != nullptr) return recovery_;
  as_shipped_ = refused_ || !system_.exists(kSettingsPath);
  refused_ = false;
  return as_shipped_ ? kShippedSettingsPath : kSettingsPath;
}

void Supervisor::pause_after(Duration lived) {
  const Duration pause = policy_.pause_after(lived);
  system_.say(Line().text(name()).text(": starts again in ").seconds(pause).view());
  enter(State::kPausing, pause);
}

void Supervisor::enter(State state, Duration duration) {
  state_ = state;
  due_ = system_.now() + duration;
}

}  // namespace ocellus::boot
