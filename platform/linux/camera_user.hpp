// Whose the camera and its helper are on a board: users that own nothing but what the first process
// gives to their groups. No file names them; numbers are all the kernel knows.
#pragma once

#include <sys/types.h>

namespace ocellus::platform {

inline constexpr uid_t kCameraUser = 510;
inline constexpr gid_t kCameraGroup = 510;  // screen, GPIO, the data partition

// The starter of the camera's helper, and the helper, which is none of the camera's own: it may not
// end the camera, nor look into its memory.
inline constexpr uid_t kHelperUser = 511;
// Devices that give pictures: the helper's only group, and the camera's second.
inline constexpr gid_t kCaptureGroup = 511;

}  // namespace ocellus::platform
