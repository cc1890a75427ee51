// Whether a device takes a bundle that is properly signed.
#pragma once

#include <cstdint>
#include <string_view>

#include "drivers/bundle/manifest.hpp"

namespace ocellus::bundle {

// What the device is.
struct Device {
  std::string_view board;
  Version running;               // of the system that runs, in its slot's /etc/version
  std::uint64_t slot_bytes = 0;  // of the slot to be written
  // Whether the version that runs is taken too: by somebody who stands in front of a device that
  // does not work, not from a stick that was left in it.
  bool same_version = false;
};

// kUnsupported: for another board, older, the version that runs, or too new to replace what runs.
// kTooLarge: the slot is too small.
Status admit(const Manifest& manifest, const Device& device);

}  // namespace ocellus::bundle
