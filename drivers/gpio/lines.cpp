#include "drivers/gpio/lines.hpp"

namespace ocellus::gpio {

Status check(std::span<const LineSettings> settings) {
  const auto refuse = [](const char* what, std::size_t at) {
    return Status::failure(Code::kUnsupported, what, at);
  };
  if (settings.empty()) return refuse("no GPIO line is asked for", 0);
  if (settings.size() > kMostLines) return refuse("more than 16 GPIO lines", kMostLines);
  for (std::size_t i = 0; i < settings.size(); ++i) {
    const LineSettings& line = settings[i];
    for (std::size_t other = 0; other < i; ++other) {
      if (settings[other].line == line.line) return refuse("a GPIO line is used twice", i);
    }
    if (line.debounce < line.debounce.zero() || line.debounce > kLongestDebounce) {
      return refuse("a debounce time is not within 0 and 1 s", i);
    }
    const bool output = line.direction == Direction::kOutput;
    if (output && (line.debounce != line.debounce.zero() || line.bias != Bias::kAsIs)) {
      return refuse("an output cannot be biased or debounced", i);
    }
    if (!output && line.active_at_first) return refuse("an input cannot be driven", i);
  }
  return Status::success();
}

}  // namespace ocellus::gpio
