// A point in time by two clocks: the wall's, and the thread's own.
#pragma once

#include <time.h>

#include <algorithm>
#include <chrono>

namespace ocellus::platform {

struct Moment {
  using Clock = std::chrono::steady_clock;

  double thread = 0;  // milliseconds; stands still while the core does other work
  Clock::time_point wall;

  // Asking for the thread's time takes longer, so a beginning asks for it first, an end last: the
  // wall clock's span is the tighter one.
  static Moment beginning() {
    const double thread = thread_now();
    return {thread, Clock::now()};
  }
  static Moment end() {
    const Clock::time_point wall = Clock::now();
    return {thread_now(), wall};
  }

 private:
  static double thread_now() {
    timespec now = {};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
  }
};

// Milliseconds of the wall clock, or the thread's where those are fewer because somebody else was
// given the core meanwhile.
inline double milliseconds_between(const Moment& start, const Moment& end) {
  const std::chrono::duration<double, std::milli> wall = end.wall - start.wall;
  return std::min(wall.count(), end.thread - start.thread);
}

}  // namespace ocellus::platform
