#include "drivers/bundle/release.hpp"

#include <algorithm>

namespace ocellus::bundle {

std::optional<Release> release_of(std::span<const std::byte, 512> first_sector) {
  std::array<char, kReleaseBytes> bytes;
  std::ranges::transform(first_sector.subspan<kReleaseAt, kReleaseBytes>(), bytes.begin(),
                         [](std::byte b) { return std::to_integer<char>(b); });
  std::string_view text(bytes.data(), bytes.size());
  const std::size_t end = text.find('\n');
  if (end == text.npos || !text.starts_with(kReleaseWord)) return std::nullopt;
  text = text.substr(kReleaseWord.size(), end - kReleaseWord.size());
  if (!text.starts_with(' ')) return std::nullopt;
  text.remove_prefix(1);
  const std::size_t gap = text.find(' ');
  Release release;
  // A zero stays behind the name.
  if (gap == text.npos || gap == 0 || gap >= release.board.size()) return std::nullopt;
  const std::optional<Version> version = parse_version(text.substr(gap + 1));
  if (!version) return std::nullopt;
  std::ranges::copy(text.substr(0, gap), release.board.begin());
  release.version = *version;
  return release;
}

}  // namespace ocellus::bundle
