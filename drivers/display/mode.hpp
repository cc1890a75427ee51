// Which of a screen's modes to use.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace ocellus::display {

struct Mode {
  std::int32_t width = 0;    // pixels
  std::int32_t height = 0;   // pixels
  std::int32_t refresh = 0;  // Hz, rounded
  bool interlaced = false;
  bool preferred = false;  // by the screen
};

// Every pixel is computed anew for each picture, so more than this only costs frame rate.
inline constexpr std::int32_t kMostWidth = 1920;
inline constexpr std::int32_t kMostHeight = 1200;

// The index of the mode that the screen prefers, if it is within the limits above; otherwise of the
// one with the most pixels that is, then with the highest refresh rate up to 60 Hz, then the first.
// Interlaced modes are not considered. Nothing where no mode is left.
std::optional<std::size_t> choose_mode(std::span<const Mode> modes);

}  // namespace ocellus::display
