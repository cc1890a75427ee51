// What a single lamp says, to somebody who counts flashes:
//
//   starting          even blinking, four times a second
//   watching          a short flash every three seconds: alive, and hardly any light
//   no camera         two flashes, then a pause
//   too hot           three flashes, then a pause
//   self-test failed  four flashes, then a pause
//
// A flash of the last three is 0.2 s of light and 0.3 s of dark; the pause adds 1.5 s.
#pragma once

#include <chrono>
#include <cstdint>

namespace ocellus::gpio {

enum class Sign : std::uint8_t { kStarting, kWatching, kNoCamera, kTooHot, kSelfTestFailed };

// Whether the lamp is lit `since` after the sign was first given. Before that: as at its beginning.
bool lit(Sign sign, std::chrono::milliseconds since);

// How long until lit() changes, above 0; before the beginning, until the first change after it.
std::chrono::milliseconds until_change(Sign sign, std::chrono::milliseconds since);

}  // namespace ocellus::gpio
