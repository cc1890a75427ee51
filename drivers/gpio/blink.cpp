#include "drivers/gpio/blink.hpp"

namespace ocellus::gpio {
namespace {

using std::chrono::milliseconds;

struct Pattern {
  int flashes;
  milliseconds light;  // of each flash
  milliseconds dark;   // after each
  milliseconds pause;  // after the last one, besides

  constexpr milliseconds flash() const { return light + dark; }
  constexpr milliseconds period() const { return flashes * flash() + pause; }
};

constexpr Pattern counted(int flashes) {
  return {flashes, milliseconds(200), milliseconds(300), milliseconds(1500)};
}

constexpr Pattern pattern(Sign sign) {
  switch (sign) {
    case Sign::kStarting:
      return {1, milliseconds(125), milliseconds(125), milliseconds(0)};
    case Sign::kWatching:
      return {1, milliseconds(50), milliseconds(2950), milliseconds(0)};
    case Sign::kNoCamera:
      return counted(2);
    case Sign::kTooHot:
      return counted(3);
    case Sign::kSelfTestFailed:
      break;
  }
  return counted(4);
}

struct Phase {
  bool lit;
  milliseconds left;
};

Phase phase(const Pattern& pattern, milliseconds since) {
  if (since < milliseconds(0)) since = milliseconds(0);
  const milliseconds at = since % pattern.period();
  const auto flash = at / pattern.flash();
  const milliseconds within = at % pattern.flash();
  if (flash < pattern.flashes && within < pattern.light) return {true, pattern.light - within};
  if (flash < pattern.flashes - 1) return {false, pattern.flash() - within};
  return {false, pattern.period() - at};
}

}  // namespace

bool lit(Sign sign, milliseconds since) { return phase(pattern(sign), since).lit; }

milliseconds until_change(Sign sign, milliseconds since) {
  const milliseconds early = since < milliseconds(0) ? -since : milliseconds(0);
  return early + phase(pattern(sign), since).left;
}

}  // namespace ocellus::gpio
