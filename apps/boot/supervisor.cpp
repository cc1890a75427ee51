#include "apps/boot/supervisor.hpp"

#include <cstring>

#include "apps/boot/line.hpp"

namespace ocellus::boot {
namespace {

constexpr int kRefusesSettings = 2;  // the camera's exit status

// "camera: ended with status 1 after 3.2 s"
Line describe(const Ended& ended, Duration lived) {
  Line line;
  line.text("camera: ended ");
  if (ended.signal == 0) {
    line.text("with status ").number(ended.status);
  } else {
    line.text("by signal ").number(ended.signal);
    const char* name = sigdescr_np(ended.signal);
    if (name != nullptr) line.text(" (").text(name).text(")");
  }
  return line.text(" after ").seconds(lived);
}

}  // namespace

Supervisor::Supervisor(System& system, BootPartition& partition, Diary& diary, Guard& guard,
                       const Options& options, Devices* devices)
    : system_(system),
      partition_(partition),
      diary_(diary),
      guard_(guard),
      devices_(devices),
      stop_(options.stop),
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
  const Line line = describe(ended, lived);
  system_.say(line.view());
  diary_.note_end(line.view());
  if (state_ != State::kRunning) {
    state_ = State::kStopped;
    return;
  }
  refused_ = ended.signal == 0 && ended.status == kRefusesSettings && !as_shipped_;
  pause_after(lived);
}

void Supervisor::reach_deadline() {
  switch (state_) {
    case State::kPausing:
      return start();
    case State::kAsked:
      system_.say(Line().text("camera: does not end; killed after ").seconds(stop_).view());
      system_.end_group(process_, Urgency::kKill);
      return enter(State::kKilled, kKillPatience);
    case State::kKilled:
      system_.say("camera: cannot be killed; goes with the power");
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
  as_shipped_ = refused_ || !system_.exists(kSettingsPath);
  refused_ = false;
  const char* const settings = as_shipped_ ? kShippedSettingsPath : kSettingsPath;
  started_ = system_.now();
  if (const Status status = system_.start(kCameraPath, settings, process_); !status.ok()) {
    complain(system_, kCameraPath, status);
    return pause_after(Duration::zero());
  }
  system_.find_power_keys();
  guard_.begin_life(process_);
  state_ = State::kRunning;
  due_ = kNever;
  system_.say(
      Line().text("camera: started, process ").number(process_).text(", ").text(settings).view());
}

void Supervisor::pause_after(Duration lived) {
  const Duration pause = policy_.pause_after(lived);
  system_.say(Line().text("camera: starts again in ").seconds(pause).view());
  enter(State::kPausing, pause);
}

void Supervisor::enter(State state, Duration duration) {
  state_ = state;
  due_ = system_.now() + duration;
}

}  // namespace ocellus::boot
