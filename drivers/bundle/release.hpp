// What system a slot holds: a line in its first sector, in the room that FAT leaves for a program
// to boot from, so that it is read without a file system:
//
//   ocellus-release-1 BOARD VERSION
//
// from byte 62 on, a line feed at its end. `ocellus image` writes it, and the same version as
// /etc/version into the system.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "drivers/bundle/version.hpp"

namespace ocellus::bundle {

inline constexpr std::string_view kReleaseWord = "ocellus-release-1";
inline constexpr std::size_t kReleaseAt = 62;
inline constexpr std::size_t kReleaseBytes = 128;  // at most

struct Release {
  std::array<char, 32> board = {};  // as Manifest::board
  Version version;
};

// Nothing where the sector has no such line.
std::optional<Release> release_of(std::span<const std::byte, 512> first_sector);

}  // namespace ocellus::bundle
