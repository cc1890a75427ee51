// What a person can touch and a machine can hear: the button and the alarm output.
#pragma once

#include <chrono>
#include <optional>

#include "drivers/gpio/button.hpp"
#include "drivers/gpio/lines.hpp"
#include "runtime/status.hpp"

namespace ocellus::camera {

// Lines of one chip; what is not wired is not there.
struct PanelWiring {
  std::optional<gpio::LineIndex> alarm = {};
  std::optional<gpio::LineIndex> button = {};
  std::chrono::milliseconds alarm_for{2000};  // how long an alarm lasts, 1 ms or more
};

class Panel {
 public:
  // `lines` has the wired lines and outlives the panel. Fails as Lines::get().
  Status open(gpio::Lines& lines, const PanelWiring& wiring, gpio::Time now);

  // Drives the alarm, or drives it for longer.
  Status raise_alarm(gpio::Time now);

  // Ends an alarm whose time has come. `now` may not decrease.
  Status update(gpio::Time now);

  // What was meant with the button up to `now`, one press at a time; nothing where there is none.
  std::optional<gpio::Press> take_press(gpio::Time now);

 private:
  gpio::Lines* lines_ = nullptr;
  PanelWiring wiring_;
  std::optional<gpio::Button> button_;
  std::optional<gpio::Time> alarm_ends_;
};

}  // namespace ocellus::camera
