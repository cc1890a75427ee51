#include "drivers/display/mode.hpp"

#include <algorithm>
#include <tuple>

namespace ocellus::display {

std::optional<std::size_t> choose_mode(std::span<const Mode> modes) {
  // Larger is better; a refresh rate above 60 Hz is worse than any other.
  const auto worth = [](const Mode& mode) {
    const std::int32_t refresh = mode.refresh > 60 ? 0 : mode.refresh;
    return std::tuple(mode.preferred, mode.width * mode.height, refresh);
  };
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < modes.size(); ++i) {
    const Mode& mode = modes[i];
    const bool fits = mode.width >= 1 && mode.width <= kMostWidth && mode.height >= 1 &&
                      mode.height <= kMostHeight;
    if (!fits || mode.interlaced) continue;
    if (!best.has_value() || worth(mode) > worth(modes[*best])) best = i;
  }
  return best;
}

}  // namespace ocellus::display
