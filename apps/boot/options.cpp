#include "apps/boot/options.hpp"

#include <charconv>
#include <string_view>

#include "apps/boot/line.hpp"

namespace ocellus::boot {
namespace {

// False, and unchanged, for anything but whole seconds from `least` to an hour.
bool read_seconds(std::string_view text, int least, Duration& duration) {
  int seconds = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, seconds);
  if (error != std::errc() || rest != end || seconds < least || seconds > 3600) return false;
  duration = std::chrono::seconds(seconds);
  return true;
}

// nullptr when understood, otherwise what is wrong.
const char* set(std::string_view option, const char* value, Options& options) {
  if (option == "--partition") {
    options.partition = value;
    return value[0] == '/' ? nullptr : "needs a device's path";
  }
  constexpr const char* kFromZero = "needs whole seconds from 0 to 3600";
  if (option == "--patience") return read_seconds(value, 0, options.patience) ? nullptr : kFromZero;
  if (option == "--stop") return read_seconds(value, 0, options.stop) ? nullptr : kFromZero;
  if (option == "--confirm") {
    return read_seconds(value, 1, options.confirm) ? nullptr : "needs whole seconds from 1 to 3600";
  }
  if (option == "--watchdog") {
    if (std::string_view(value) == "0") {
      options.watchdog = Duration::zero();
      return nullptr;
    }
    return read_seconds(value, 10, options.watchdog) ? nullptr
                                                     : "needs whole seconds from 10 to 3600, or 0";
  }
  return read_seconds(value, 1, options.healthy) ? nullptr : "needs whole seconds from 1 to 3600";
}

bool known(std::string_view option) {
  return option == "--partition" || option == "--patience" || option == "--stop" ||
         option == "--healthy" || option == "--watchdog" || option == "--confirm";
}

}  // namespace

Options read_options(std::span<const char* const> words, System& system) {
  Options options;
  while (!words.empty()) {
    const std::string_view option = words[0];
    const char* fault = nullptr;
    std::size_t used = 1;
    if (!known(option)) {
      fault =
          "is not understood and left out; there are --partition, --patience, --healthy, "
          "--confirm, "
          "--stop, --watchdog";
    } else if (words.size() == 1) {
      fault = "needs a value";
    } else {
      Options changed = options;
      fault = set(option, words[1], changed);
      if (fault == nullptr) options = changed;
      used = 2;
    }
    if (fault != nullptr) system.say(Line().text(option).text(": ").text(fault).view());
    words = words.subspan(used);
  }
  return options;
}

}  // namespace ocellus::boot
