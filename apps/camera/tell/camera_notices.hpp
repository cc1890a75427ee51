// What happens to a camera, as notices: {"notice":"camera","fault":"stalled",…} and, when it gives
// pictures again,
// {"notice":"camera","state":"recovered","fault":"stalled","outage":1.250,"lost":3}.
#pragma once

#include "apps/camera/tell/voice.hpp"
#include "drivers/capture/camera.hpp"

namespace ocellus::camera {

// Tells every event that the camera has, oldest first.
void tell_camera_events(capture::Camera& camera, Voice& voice);

}  // namespace ocellus::camera
