#include "apps/boot/power_keys.hpp"

#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <string_view>

namespace ocellus::boot {
namespace {

// The descriptor of a device with a power key, -1 when there is none or it has no such key.
int open_device(std::size_t number) {
  constexpr std::string_view kStem = "/dev/input/event";
  std::array<char, 32> path = {};
  kStem.copy(path.data(), kStem.size());
  std::to_chars(path.data() + kStem.size(), path.data() + path.size() - 1, number);
  const int descriptor = open(path.data(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (descriptor < 0) return -1;
  KeyBits bits = {};
  if (ioctl(descriptor, EVIOCGBIT(EV_KEY, sizeof bits), bits.data()) >= 0 && has_power_key(bits)) {
    return descriptor;
  }
  close(descriptor);
  return -1;
}

}  // namespace

void PowerKeys::find() {
  for (std::size_t number = 0; number < kDevices; ++number) {
    auto* const free = std::find_if(devices_.begin(), devices_.end(),
                                    [](const Device& device) { return device.descriptor < 0; });
    if (free == devices_.end()) return;
    if (!listening_to(number)) *free = {open_device(number), number};
  }
}

void PowerKeys::describe(std::span<pollfd, kMost> places) const {
  for (std::size_t i = 0; i < kMost; ++i) places[i] = {devices_[i].descriptor, POLLIN, 0};
}

bool PowerKeys::read_presses(std::span<const pollfd, kMost> places) {
  bool pressed = false;
  for (std::size_t i = 0; i < kMost; ++i) {
    if (places[i].revents == 0) continue;
    std::array<input_event, 16> events;
    const ssize_t bytes = read(devices_[i].descriptor, events.data(), sizeof events);
    if (bytes > 0) {
      const std::size_t count = static_cast<std::size_t>(bytes) / sizeof events[0];
      pressed |= std::any_of(events.data(), events.data() + count, is_press);
    } else if (bytes == 0 || (errno != EAGAIN && errno != EINTR)) {
      close(devices_[i].descriptor);
      devices_[i].descriptor = -1;
    }
  }
  return pressed;
}

bool PowerKeys::listening_to(std::size_t number) const {
  return std::any_of(devices_.begin(), devices_.end(), [number](const Device& device) {
    return device.descriptor >= 0 && device.number == number;
  });
}

}  // namespace ocellus::boot
