#include "apps/camera/see/pace.hpp"

#include <algorithm>

namespace ocellus::camera {
namespace {

using Span = Time::duration;

constexpr std::int32_t kWhole = 100;  // percent

// The time from one frame to the next; 0 when every frame is taken. A rate so low that it would
// overflow is one frame a day.
Span interval(float rate, std::int32_t share) {
  if (!(rate > 0)) return Span::zero();
  constexpr std::chrono::duration<double> kDay = std::chrono::hours(24);
  const std::chrono::duration<double> seconds(kWhole / (static_cast<double>(rate) * share));
  return std::chrono::duration_cast<Span>(std::min(seconds, kDay));
}

bool pauses(const PaceSettings& settings, const PaceState& state, Time now) {
  if (settings.off <= std::chrono::milliseconds::zero() || !state.began.has_value()) return false;
  return (now - *state.began) % (settings.on + settings.off) >= settings.on;
}

bool within(const std::optional<Time>& since, std::chrono::milliseconds span, Time now) {
  return since.has_value() && now - *since < span;
}

}  // namespace

Turn turn(const PaceSettings& settings, const PaceState& state, Time now) {
  if (pauses(settings, state, now)) return Turn::kPause;
  return state.due.has_value() && now < *state.due ? Turn::kTooSoon : Turn::kInfer;
}

Verdict judge(const PaceSettings& settings, const PaceState& state, bool active, std::int32_t share,
              Time now) {
  PaceState next = state;
  if (!next.began.has_value()) next.began = now;
  // Counted from when the frame was due, not from when it came: otherwise a camera whose frames do
  // not fall together with the turns would be slowed down. Who is late by a whole turn starts anew.
  const Span step = interval(settings.rate, share);
  const Time due = next.due.value_or(now);
  next.due = now - due < step ? due + step : now + step;

  if (active) next.active = now;
  const bool looks = !settings.gate || !state.inferred.has_value() || active ||
                     within(state.active, settings.linger, now) ||
                     (settings.still > std::chrono::milliseconds::zero() &&
                      !within(state.inferred, settings.still, now));
  if (!looks) return {Turn::kStill, next};
  next.inferred = now;
  return {Turn::kInfer, next};
}

PaceState rest(const PaceState& state, std::int32_t share, Time began, Time done) {
  PaceState next = state;
  const Time rested = began + (done - began) * kWhole / share;
  if (share < kWhole) next.due = std::max(state.due.value_or(rested), rested);
  return next;
}

}  // namespace ocellus::camera
