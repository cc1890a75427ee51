#include "drivers/thermal/governor.hpp"

#include <algorithm>

namespace ocellus::thermal {

GovernorSettings settings_below(std::optional<Millicelsius> trip) {
  GovernorSettings settings;
  if (!trip.has_value()) return settings;
  const auto below = [&](Millicelsius distance) {
    return Millicelsius{trip->count - distance.count};
  };
  settings.slow_from = std::min(settings.slow_from, below(celsius(10)));
  settings.hurry_from = std::min(settings.hurry_from, below(celsius(5)));
  return settings;
}

GovernorState govern(const GovernorSettings& settings, const GovernorState& state,
                     const Reading& reading, Time now) {
  const bool throttled = reading.throttling.has_value() && reading.throttling->now.by_heat();
  if (!reading.hottest.has_value() && !throttled) return state;

  const auto rested = [&](std::chrono::milliseconds span) {
    return !state.changed.has_value() || now - *state.changed >= span;
  };
  const auto at_least = [&](Millicelsius limit) {
    return reading.hottest.has_value() && *reading.hottest >= limit;
  };
  const bool hot = throttled || at_least(settings.slow_from);
  const bool cool = !throttled && *reading.hottest <= Millicelsius{settings.slow_from.count -
                                                                   settings.hysteresis.count};
  if (hot && state.step + 1 < kShares.size()) {
    const bool hurried = at_least(settings.hurry_from);
    if (rested(hurried ? settings.hurry : settings.cooling)) return {state.step + 1, now};
  } else if (cool && state.slowed() && rested(settings.recovery)) {
    return {state.step - 1, now};
  }
  return state;
}

}  // namespace ocellus::thermal
