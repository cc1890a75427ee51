// The time since some moment in the past, never set back.
#pragma once

#include <time.h>

#include <chrono>
#include <cstdint>

namespace ocellus::platform {

// A clock as the standard library knows it, counting microseconds.
struct MonotonicClock {
  using duration = std::chrono::microseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<MonotonicClock>;
  static constexpr bool is_steady = true;

  static time_point now() noexcept {
    timespec time = {};
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time_point(std::chrono::seconds(time.tv_sec) + duration(time.tv_nsec / 1000));
  }
};

}  // namespace ocellus::platform
