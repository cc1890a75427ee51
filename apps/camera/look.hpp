// A frame's way through the camera: whether it is looked at, what the models find in it, and who is
// told.
#pragma once

#include "apps/camera/appliance.hpp"
#include "drivers/capture/source.hpp"
#include "runtime/status.hpp"

namespace ocellus::camera {

// A frame that its source has just delivered. kCorrupt, kTruncated, kTooLarge and kUnsupported
// concern this frame only; anything else is that nobody can be told any more.
Status look(Appliance& appliance, const capture::Frame& frame);

}  // namespace ocellus::camera
