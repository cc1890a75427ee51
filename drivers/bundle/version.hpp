// Which of two systems is newer: three numbers, as people write them: "1.20.3".
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

namespace ocellus::bundle {

struct Version {
  std::uint32_t major = 0;
  std::uint32_t minor = 0;
  std::uint32_t patch = 0;

  friend constexpr auto operator<=>(const Version&, const Version&) = default;
};

// "1.20.3", each number below 2^32 and without zeros before it; nothing else, but for one line end.
std::optional<Version> parse_version(std::string_view text);

// The text, with a zero behind it.
using VersionText = std::array<char, 33>;
VersionText text_of(const Version& version);

}  // namespace ocellus::bundle
