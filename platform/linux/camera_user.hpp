// Whose the camera and its helper are on a board: a user and a group that own nothing but the
// devices which the first process gives them. No file names them; numbers are all the kernel knows.
#pragma once

#include <sys/types.h>

namespace ocellus::platform {

inline constexpr uid_t kCameraUser = 510;
inline constexpr gid_t kCameraGroup = 510;

}  // namespace ocellus::platform
