// What a board has beside its camera: lamp, button, alarm, thermometer and screen. What cannot be
// opened, or fails later, is told and left out: the camera watches all the same.
#pragma once

#include <optional>

#include "apps/camera/devices/lamp.hpp"
#include "apps/camera/devices/monitor.hpp"
#include "apps/camera/devices/panel.hpp"
#include "apps/camera/devices/warmth.hpp"
#include "apps/camera/settings/settings.hpp"
#include "apps/camera/tell/voice.hpp"
#include "drivers/display/screen.hpp"
#include "drivers/gpio/chip_lines.hpp"
#include "drivers/thermal/linux_sensor.hpp"
#include "platform/linux_board.hpp"
#include "runtime/isa.hpp"

namespace ocellus::camera {

class Devices {
 public:
  // `board` is nullptr on a machine that is none: there GPIO lines are those that the settings
  // name, and there is no screen. `isa` draws. The voice outlives this. May allocate.
  void open(const Settings& settings, const platform::LinuxBoard* board, Isa isa, Voice& voice);

  // Between any two frames: the lamp says `sign`, an alarm ends, warmth is looked at and told.
  // `time` may not decrease.
  void attend(gpio::Sign sign, gpio::Time time);

  void raise_alarm(gpio::Time time);
  // What somebody meant with the button, one press at a time.
  std::optional<gpio::Press> take_press(gpio::Time time) { return panel_.take_press(time); }

  // As Monitor; news of the screen is told.
  bool screen_is_due(display::Time time) const { return monitor_.due(time); }
  void show(const ImageView& picture, display::Time time);

  const Warmth& warmth() const { return warmth_; }

 private:
  void open_lines(const Settings& settings, const platform::LinuxBoard* board);
  void tell_warmth(Warmth::Change change);
  // Once until it works again.
  void note_panel(const Status& status);

  Voice* voice_ = nullptr;
  bool panel_failed_ = false;
  gpio::ChipLines lamp_lines_;  // of its own, for a thread of its own
  gpio::ChipLines panel_lines_;
  Lamp lamp_;
  Panel panel_;
  std::optional<thermal::LinuxSensor> sensor_;
  Warmth warmth_;
  display::Screen* screen_ = nullptr;
  Monitor monitor_;
};

}  // namespace ocellus::camera
