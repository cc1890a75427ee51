// A timer that resets the board unless it is fed: whoever stops being alive is started again.
//
//   watchdog.open(15s);                   // from here on it counts
//   while (all_is_well()) watchdog.feed();
//
// There is no way to disarm it. Whoever goes away, in order or not, is expected back.
#pragma once

#include <chrono>

#include "runtime/status.hpp"

namespace ocellus::watchdog {

using Seconds = std::chrono::seconds;

// What the hardware remembers of the latest reset. Nothing set: it was another reset, or the timer
// does not know; several may be set.
struct PastReset {
  bool watchdog = false;  // the timer ran out
  bool heat = false;
  bool supply = false;  // too low or too high a voltage

  bool operator==(const PastReset&) const = default;
};

class Watchdog {
 public:
  virtual ~Watchdog() = default;

  // Arms the timer and asks it to count `wanted`, one second or more. What it took is timeout():
  // a timer that cannot count so long keeps its own time, and that is no failure. Nothing to do for
  // one that is open. kNotFound: there is none (yet). kIo: the kernel refuses.
  virtual Status open(Seconds wanted) = 0;
  virtual bool is_open() const = 0;

  // Asks for another timeout, and feeds. kUnsupported: it stays as it was. kNotFound: not open.
  virtual Status set_timeout(Seconds wanted) = 0;

  // How long it counts from one meal to the reset; 0 where it does not say.
  virtual Seconds timeout() const = 0;

  // It counts from its beginning again. kIo: it may not have; kNotFound: not open.
  virtual Status feed() = 0;

  // Nothing set before open().
  virtual PastReset past_reset() const = 0;
};

}  // namespace ocellus::watchdog
