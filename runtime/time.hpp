// Time as frames count it. Not std::chrono, whose header drags strings and streams into the
// freestanding core.
#pragma once

#include <compare>
#include <cstdint>

namespace ocellus {

// A point in time, counted from the first frame, or the span between two.
struct Microseconds {
  std::int64_t count = 0;

  constexpr float seconds() const { return static_cast<float>(count) / 1e6f; }

  friend constexpr Microseconds operator-(Microseconds a, Microseconds b) {
    return {a.count - b.count};
  }
  friend constexpr Microseconds operator+(Microseconds a, Microseconds b) {
    return {a.count + b.count};
  }
  friend constexpr auto operator<=>(Microseconds, Microseconds) = default;
};

constexpr Microseconds milliseconds(std::int64_t count) { return {count * 1000}; }

}  // namespace ocellus
