#include "apps/camera/devices/warmth.hpp"

namespace ocellus::camera {

void Warmth::start(thermal::Sensor& sensor,
                   const std::optional<thermal::GovernorSettings>& settings) {
  sensor_ = &sensor;
  settings_ = settings;
  looked_.reset();
  reading_ = {};
  state_ = {};
}

Warmth::Change Warmth::update(thermal::Time now) {
  if (looked_ && now - *looked_ < kLookEvery) return {};
  looked_ = now;
  const thermal::Reading before = reading_;
  reading_ = sensor_->read();
  Change change;
  // Without a word so far, "nothing holds the board back" is no news.
  change.throttling = before.throttling.value_or(thermal::Throttling{}) !=
                      reading_.throttling.value_or(thermal::Throttling{});
  if (settings_) {
    const thermal::GovernorState next = thermal::govern(*settings_, state_, reading_, now);
    change.rate = next.step != state_.step;
    state_ = next;
  }
  return change;
}

}  // namespace ocellus::camera
