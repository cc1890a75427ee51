// What the connected screen shows: the newest picture with all that is known, or why there is none.
#pragma once

#include "apps/camera/appliance.hpp"

namespace ocellus::camera {

// The watcher's picture, when the screen is due.
void show_picture(Appliance& appliance);

// That there is no picture, and why, when the screen is due.
void show_waiting(Appliance& appliance);

}  // namespace ocellus::camera
