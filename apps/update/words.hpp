// What the program is told.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "drivers/slots/slot_state.hpp"

namespace ocellus::update {

enum class Deed : std::uint8_t {
  kCheck,    // whether it would be refused
  kInstall,  // installs what it is given
  kTake,     // looks, checks, installs, and says on stdout what came of it
};

struct Words {
  Deed deed = Deed::kCheck;
  const char* place = nullptr;  // a file, "-"; of kTake also a block device
  const char* slot = nullptr;
  const char* state = nullptr;
  slots::Slot running = slots::Slot::kA;
  const char* etc = "/etc";
  // The version that runs is taken too: by somebody who stands in front of a device that does not
  // work, not from a stick that was left in it.
  bool again = false;

  // kInstall: the bundle is what comes on stdin. kTake: stdin listens, and who connects sends it.
  bool comes_on_stdin() const { return std::string_view(place) == "-"; }
  bool is_device() const { return std::string_view(place).starts_with("/dev/"); }
};

inline constexpr std::string_view kUsage =
    "usage: update check|install|take BUNDLE --running A|B --slot DEVICE --state DEVICE [--etc "
    "DIR] [--again yes]\n"
    "BUNDLE: a file, or - for stdin; of take also a partition that has update.bundle, and - for "
    "who\n"
    "connects to the socket that is stdin; --slot: the partition that does not run; --state: the\n"
    "data partition; --etc: where board, version and ocellus.pub are; --again: the "
    "version\nthat runs is taken too\n"
    "example: update install /boot/update.bundle --running A --slot /dev/mmcblk0p3 --state "
    "/dev/mmcblk0p4";

// The words after the program's name; nothing where they are no order.
std::optional<Words> read_words(std::span<const char* const> words);

}  // namespace ocellus::update
