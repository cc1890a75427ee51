// How warm the board is, what holds it back, and how fast the camera may therefore go.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "drivers/thermal/governor.hpp"
#include "drivers/thermal/sensor.hpp"

namespace ocellus::camera {

class Warmth {
 public:
  static constexpr std::chrono::milliseconds kLookEvery{1000};

  // What changed with the last look, for the journal.
  struct Change {
    bool rate = false;        // share() is another one
    bool throttling = false;  // Reading::throttling says something else
    constexpr bool any() const { return rate || throttling; }
  };

  // The sensor outlives this. Without a governor it only looks.
  void start(thermal::Sensor& sensor, const std::optional<thermal::GovernorSettings>& settings);

  // Looks once every kLookEvery. `now` may not decrease.
  Change update(thermal::Time now);

  // Percent of the frame rate that the camera may have.
  std::int32_t share() const { return state_.share(); }
  bool slowed() const { return state_.slowed(); }
  const thermal::Reading& reading() const { return reading_; }

 private:
  thermal::Sensor* sensor_ = nullptr;
  std::optional<thermal::GovernorSettings> settings_;
  std::optional<thermal::Time> looked_;
  thermal::Reading reading_;
  thermal::GovernorState state_;
};

}  // namespace ocellus::camera
