#include "drivers/bundle/version.hpp"

#include <charconv>

namespace ocellus::bundle {

std::optional<Version> parse_version(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  Version version;
  std::uint32_t* const numbers[] = {&version.major, &version.minor, &version.patch};
  for (std::uint32_t* const number : numbers) {
    if (number != &version.major) {
      if (!text.starts_with('.')) return std::nullopt;
      text.remove_prefix(1);
    }
    const char* const end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, *number);
    const auto digits = static_cast<std::size_t>(rest - text.data());
    if (error != std::errc() || (digits > 1 && text.front() == '0')) return std::nullopt;
    text.remove_prefix(digits);
  }
  return text.empty() ? std::optional(version) : std::nullopt;
}

VersionText text_of(const Version& version) {
  VersionText text = {};
  char* at = text.data();
  char* const end = text.data() + text.size() - 1;
  for (const std::uint32_t number : {version.major, version.minor, version.patch}) {
    if (at != text.data()) *at++ = '.';
    at = std::to_chars(at, end, number).ptr;
  }
  return text;
}

}  // namespace ocellus::bundle
