// What the core can do at this moment: its clock, and what its multiply-accumulate instruction
// reaches. Both wander (other work, other machines on the same chip, heat), so they are taken in
// every turn of a race, next to what is told in them.
#pragma once

#include "runtime/isa.hpp"

namespace ocellus::platform {

struct Yardstick {
  double gigahertz = 0;   // of the core, as it runs; not the time stamp counter's
  double peak_gmacs = 0;  // thousand million multiply-accumulates a second
};

// Some fifth of a millisecond of work. The best of a few short bursts: what interrupts a burst is
// none of the core's doing.
Yardstick measure(Isa isa);

}  // namespace ocellus::platform
