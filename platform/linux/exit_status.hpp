// What the camera tells the first process by the status with which it ends.
#pragma once

namespace ocellus::platform {

inline constexpr int kRefusesSettings = 2;  // as every program its words: start with others
inline constexpr int kWishesPowerOff = 4;   // somebody pressed the button for it

}  // namespace ocellus::platform
