#include "apps/camera/see/duties.hpp"

#include <algorithm>
#include <chrono>

#include "drivers/thermal/governor.hpp"

namespace ocellus::camera {

using capture::CameraFault;
using platform::Duty;
using platform::DutyDeadline;

namespace {

DutyDeadline milliseconds(float seconds) {
  return DutyDeadline(static_cast<DutyDeadline::rep>(seconds * 1000));
}

}  // namespace

bool frames_are_due(std::optional<CameraFault> trouble) {
  return trouble != CameraFault::kAbsent && trouble != CameraFault::kDisappeared &&
         trouble != CameraFault::kUnusable;
}

std::optional<bool> looks_are_due(const PaceSettings& settings, Turn turn) {
  switch (turn) {
    case Turn::kPause:
      return false;
    case Turn::kStill:
      return settings.still > std::chrono::milliseconds::zero();
    case Turn::kInfer:
      return true;
    case Turn::kTooSoon:
      break;
  }
  return std::nullopt;
}

DutyDeadline look_deadline(const PaceSettings& settings, float patience) {
  // In the worst heat.
  constexpr float kMostSlowed = 100.0f / static_cast<float>(thermal::kShares.back());
  DutyDeadline longest{0};
  if (settings.rate > 0) longest = milliseconds(kMostSlowed / settings.rate);
  if (settings.gate) longest = std::max<DutyDeadline>(longest, settings.still);
  return longest + milliseconds(patience);
}

void Duties::begin(const WatchdogSettings& settings, const PaceSettings& pace) {
  page().set_deadline(Duty::kTurn, milliseconds(settings.turn));
  page().set_deadline(Duty::kFrame, milliseconds(settings.frame));
  page().set_deadline(Duty::kInference, look_deadline(pace, settings.inference));
  page().set_deadline(Duty::kEvent, milliseconds(settings.event));
}

void Duties::turned(std::optional<CameraFault> trouble) {
  page().advance(Duty::kTurn);
  page().set_due(Duty::kFrame, frames_are_due(trouble));
  if (trouble) page().set_due(Duty::kInference, false);
}

void Duties::paced(const PaceSettings& settings, Turn turn) {
  const auto due = looks_are_due(settings, turn);
  if (due) page().set_due(Duty::kInference, *due);
}

void Duties::kept(std::uint32_t settled, bool waiting, bool card_owes) {
  if (settled != settled_) page().advance(Duty::kEvent);
  settled_ = settled;
  page().set_due(Duty::kEvent, waiting && !card_owes);
}

}  // namespace ocellus::camera
