// A sensor that shows what a test sets.
#pragma once

#include "drivers/thermal/sensor.hpp"

namespace ocellus::thermal {

class FakeSensor final : public Sensor {
 public:
  Reading reading;
  std::optional<Millicelsius> trip_point;

  Reading read() override { return reading; }
  std::optional<Millicelsius> trip() const override { return trip_point; }
};

}  // namespace ocellus::thermal
