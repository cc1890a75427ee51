#include "apps/boot/guard.hpp"

namespace ocellus::boot {

using platform::Duty;

void Guard::step() {
  if (give_up_) return;
  // Most steps come before its module is loaded.
  if (!watchdog_.is_open() && settings_.timeout.count() > 0) {
    static_cast<void>(watchdog_.open(settings_.timeout).ok());
  }
  feed();
}

void Guard::tell_watchdog() {
  if (!watchdog_.is_open()) {
    return system_.say("watchdog: there is none; nothing starts a board again that hangs");
  }
  system_.say(
      Line().text("watchdog: counts ").number(watchdog_.timeout().count()).text(" s").view());
}

void Guard::feed() {
  if (!watchdog_.is_open()) return;
  const Status status = watchdog_.feed();
  if (!status.ok() && !hunger_told_) complain(system_, "watchdog", status);
  hunger_told_ = !status.ok();
}

void Guard::begin_life(pid_t process) {
  life_ = Life::kRunning;
  process_ = process;
  began_ = system_.now();
  watch_.begin(began_);
}

void Guard::reach_deadline() {
  const Instant now = system_.now();
  due_ = now + kLook;
  if (!give_up_) judge(now);
  if (!give_up_) {
    feed();
  } else if (now >= *give_up_) {
    complain(system_, "restart", system_.restart());
  }
}

void Guard::judge(Instant now) {
  if (life_ == Life::kRunning) {
    const platform::ProgressPage* const page = system_.progress();
    const auto neglected = page != nullptr ? watch_.look(*page, now) : std::nullopt;
    if (neglected) return restart_camera(*neglected, now);
    if (now - began_ >= settings_.healthy) {
      good_ = now;
      restarts_ = 0;
    }
  }
  if (life_ == Life::kKilled && now - killed_ >= kKillPatience) {
    return reset_board("camera: cannot be killed", now);
  }
  if (now - good_ >= kBarren) reset_board("camera: did not live well for 10 minutes", now);
}

void Guard::restart_camera(Duty duty, Instant now) {
  const bool optical = duty == Duty::kFrame || duty == Duty::kInference;
  if (restarts_ >= kMostRestarts && (!optical || now - made_ >= kBarren)) {
    const Line why = counted(name(duty), ", and restarts do not help");
    return reset_board(why.view(), now);
  }
  // First of all: a diary may take its time.
  const Line line = counted(name(duty), "; killed");
  system_.end_group(process_, Urgency::kKill);
  ++restarts_;
  life_ = Life::kKilled;
  killed_ = now;
  system_.say(line.view());
  diary_.note("watchdog", line.view());
}

void Guard::reset_board(std::string_view why, Instant now) {
  system_.say(Line().text(why).text("; the board is reset").view());
  diary_.note("reset", why);  // before anything else: nobody knows it afterwards
  Duration patience = Duration::zero();
  if (watchdog_.is_open()) {
    // Nobody gains from waiting for the long timeout; one that keeps it resets all the same.
    static_cast<void>(watchdog_.set_timeout(kShortestTimeout).ok());
    patience = watchdog_.timeout() + kResetPatience;
  }
  give_up_ = now + patience;
}

Line Guard::counted(std::string_view duty, std::string_view end) const {
  Line line;
  line.text("camera: no ").text(duty).text(" in time").text(end).text(" (");
  const platform::ProgressPage* const page = system_.progress();
  std::string_view gap;
  for (const Duty each : platform::kDuties) {
    line.text(gap).number(page->count(each)).text(" ").text(name(each)).text("s");
    gap = ", ";
  }
  return line.text(")");
}

std::optional<Instant> Guard::well_since() const {
  return life_ == Life::kRunning ? watch_.first_inference() : std::nullopt;
}

}  // namespace ocellus::boot
