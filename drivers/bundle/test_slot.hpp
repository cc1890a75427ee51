// Slots for tests: systems that a loader would start, and whether it would.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "drivers/bundle/test_bundle.hpp"

namespace ocellus::bundle {

// A payload whose first sector a loader takes for that of a FAT16 file system.
inline std::vector<std::byte> test_system(std::size_t sectors, unsigned number) {
  std::vector<std::byte> bytes = test_payload(sectors, number);
  bytes[0] = std::byte{0xeb};
  std::ranges::copy(std::as_bytes(std::span(std::string_view("FAT16"))), bytes.begin() + 54);
  bytes[510] = std::byte{0x55};
  bytes[511] = std::byte{0xaa};
  return bytes;
}

inline bool startable(std::span<const std::byte> slot) {
  return slot[0] == std::byte{0xeb} && slot[510] == std::byte{0x55} &&
         slot[511] == std::byte{0xaa} &&
         std::ranges::equal(slot.subspan(54, 5), std::as_bytes(std::span("FAT16")).first(5));
}

}  // namespace ocellus::bundle
