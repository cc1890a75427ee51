// What the camera may do: as little as it needs (apps/boot/README.md has the whole table).
#pragma once

#include "apps/camera/appliance.hpp"

namespace ocellus::camera {

// First of all, before anything is read that others may have written. On a board: leaves root for a
// user who has no more than the first process gave it. Everywhere: gives up all system calls but
// its own, for good; who makes another is killed. Before that it begins the starter of the camera's
// helper, where there is one, since nobody can be started afterwards; on a board that is a user of
// its own, as the helper is.
//
// Sets the appliance's board. What a board's kernel does not take is told on
// stderr, and the camera watches all the same.
void keep_least_rights(Appliance& appliance);

// The rights alone, for who is to try them out: those of the camera, from root on a board.
Status leave_root();
Status leave_root_as_helper();
Status give_up_system_calls();

}  // namespace ocellus::camera
