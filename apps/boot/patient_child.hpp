// What may keep its caller in the kernel for as long as a medium is silent, where no signal reaches
// it: a child does it.
#pragma once

#include <sys/types.h>

#include <optional>

#include "apps/boot/system.hpp"

namespace ocellus::boot {

// Returns an errno, 0 when it is done.
using Deed = int (*)(const void* what);

// What the deed returned. Nothing: not within `patience`; `child` goes on, and may come to an end.
std::optional<int> in_child(System& system, Deed deed, const void* what, Duration patience,
                            pid_t& child);

// Whether such a child has not come to its end.
bool is_at_it(pid_t child);

}  // namespace ocellus::boot
