// How fast the camera may go, so that the kernel need not slow it down.
//
// A step lower is a smaller share of the settings' frame rate. The governor goes
//   - a step down when the board is at `slow_from` or warmer, or the firmware throttles for heat
//     (Limits::by_heat), unless it stepped within `cooling`: heat follows load by seconds;
//   - a step down at once, with only `hurry` between steps, at `hurry_from` or warmer;
//   - a step up when the board is `hysteresis` below `slow_from` or cooler, is not throttled for
//     heat, and nothing has changed for `recovery`.
// Between those, and while there is no reading at all, it stays. Under-voltage changes nothing: a
// weak supply is reported, not cooled.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>

#include "drivers/thermal/sensor.hpp"

namespace ocellus::thermal {

using Time = std::chrono::steady_clock::time_point;

// Percent of the upper frame rate, step by step.
inline constexpr std::array<std::int32_t, 7> kShares = {100, 75, 50, 35, 25, 15, 10};

struct GovernorSettings {
  Millicelsius slow_from = celsius(72);
  Millicelsius hurry_from = celsius(77);
  Millicelsius hysteresis = celsius(6);  // above 0
  std::chrono::milliseconds cooling{10'000};
  std::chrono::milliseconds hurry{2'000};
  std::chrono::milliseconds recovery{30'000};
};

// The defaults, or lower ones where the kernel throttles early: `slow_from` is at least 10 °C below
// the trip point and `hurry_from` 5 °C.
GovernorSettings settings_below(std::optional<Millicelsius> trip);

struct GovernorState {
  std::size_t step = 0;         // of kShares
  std::optional<Time> changed;  // when it last stepped

  constexpr std::int32_t share() const { return kShares[step]; }
  constexpr bool slowed() const { return step > 0; }
  bool operator==(const GovernorState&) const = default;
};

// What follows `state` at `now`, which may not decrease. One step at most.
GovernorState govern(const GovernorSettings& settings, const GovernorState& state,
                     const Reading& reading, Time now);

}  // namespace ocellus::thermal
