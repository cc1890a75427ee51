#include "tools/ocellus/size/link_map.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace ocellus::tools {
namespace {

// Takes the next word off `line`; empty at its end.
std::string_view next_word(std::string_view& line) {
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  const std::string_view word = line.substr(0, line.find(' '));
  line.remove_prefix(word.size());
  return word;
}

std::optional<std::uint64_t> hexadecimal(std::string_view word) {
  if (!word.starts_with("0x")) return std::nullopt;
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(word.data() + 2, word.data() + word.size(), value, 16);
  if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
  return value;
}

}  // namespace

std::vector<MapPiece> read_link_map(std::string_view text) {
  std::vector<MapPiece> pieces;
  // What stands before lists what was thrown away, at address 0.
  text.remove_prefix(std::min(text.find("\nLinker script and memory map"), text.size()));
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    // " .text  0xADDRESS 0xBYTES ORIGIN"; after a long section's name the rest is a line by itself.
    if (!line.starts_with(' ')) continue;
    std::string_view rest = line;
    std::string_view word = next_word(rest);
    if (!word.starts_with("0x")) word = next_word(rest);
    const auto address = hexadecimal(word);
    const auto bytes = hexadecimal(next_word(rest));
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    if (!address || !bytes || *address == 0 || *bytes == 0 || rest.empty()) continue;
    pieces.push_back({*address, *bytes, std::string(rest)});
  }
  std::ranges::stable_sort(pieces, {}, &MapPiece::address);
  return pieces;
}

}  // namespace ocellus::tools
