// A child whose turn comes like the first process's own, before all other programs, and which the
// kernel does not end for want of memory either: the deadline that is set for its work tells of a
// medium, not of what else goes wrong on the board.
#pragma once

#include <sys/types.h>

#include "apps/boot/system.hpp"

namespace ocellus::boot {

// As fork(2). Tried again until `deadline` while the system has no process left: one that starts
// others without end has taken them all, and they are just being killed.
pid_t fork_first(System& system, Instant deadline);

}  // namespace ocellus::boot
