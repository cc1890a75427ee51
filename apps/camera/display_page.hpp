// What the connected screen shows: the newest picture with all that is known, or why there is none.
#pragma once

#include "apps/camera/appliance.hpp"
#include "apps/camera/pace.hpp"

namespace ocellus::camera {

// The watcher's picture, when the screen is due. Where faces are to be hidden, a frame that was not
// inferred is not shown: nobody knows where they are in it.
void show_picture(Appliance& appliance, Turn turn);

// That there is no picture, and why, when the screen is due.
void show_waiting(Appliance& appliance);

}  // namespace ocellus::camera
