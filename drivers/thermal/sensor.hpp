// How warm the board is, and whether anything holds it back.
#pragma once

#include <cstdint>
#include <optional>

#include "drivers/thermal/throttling.hpp"

namespace ocellus::thermal {

// Thousandths of a degree Celsius, as the kernel counts them.
struct Millicelsius {
  std::int32_t count = 0;

  friend constexpr auto operator<=>(Millicelsius, Millicelsius) = default;
};

constexpr Millicelsius celsius(std::int32_t degrees) { return {degrees * 1000}; }

// For people: towards zero.
constexpr std::int32_t whole_degrees(Millicelsius temperature) { return temperature.count / 1000; }

// What cannot be measured is not there: a virtual machine has nothing, a board without firmware to
// ask has no throttling.
struct Reading {
  std::optional<Millicelsius> hottest = {};  // of all temperature zones
  std::optional<Throttling> throttling = {};
};

class Sensor {
 public:
  virtual ~Sensor() = default;

  // Takes well below a millisecond, so that it may be asked once a second. Never fails as a whole:
  // what a device refuses is left out, and asked again the next time.
  virtual Reading read() = 0;

  // From where on the kernel itself slows the processor down: the lowest passive or active trip
  // point of all zones; nothing where none is declared.
  virtual std::optional<Millicelsius> trip() const = 0;
};

}  // namespace ocellus::thermal
