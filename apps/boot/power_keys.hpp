// Keys named power: a button on a GPIO line that the kernel knows, an ACPI button, a keyboard's.
#pragma once

#include <linux/input.h>
#include <poll.h>

#include <array>
#include <cstddef>
#include <span>

namespace ocellus::boot {

// As EVIOCGBIT gives them: bit N is set when the device has key N.
using KeyBits = std::array<unsigned char, KEY_MAX / 8 + 1>;

constexpr bool has_power_key(const KeyBits& bits) {
  return (bits[KEY_POWER / 8] >> (KEY_POWER % 8) & 1) != 0;
}

// Pressed; not released, not repeated because it is held.
constexpr bool is_press(const input_event& event) {
  return event.type == EV_KEY && event.code == KEY_POWER && event.value == 1;
}

class PowerKeys {
 public:
  static constexpr std::size_t kMost = 4;      // devices listened to
  static constexpr std::size_t kDevices = 32;  // /dev/input/event0 and so on that are looked at

  // Listens to devices that came since the last call. Does not wait.
  void find();

  // For poll(): a place for each that may be listened to; an unused one is left out by the kernel.
  void describe(std::span<pollfd, kMost> places) const;

  // Reads what is there, once poll() has filled `places`; whether a key was pressed. A device that
  // went away is closed.
  bool read_presses(std::span<const pollfd, kMost> places);

 private:
  struct Device {
    int descriptor = -1;
    std::size_t number = 0;  // in its name
  };
  bool listening_to(std::size_t number) const;

  std::array<Device, kMost> devices_;
};

}  // namespace ocellus::boot
