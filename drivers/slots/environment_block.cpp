#include "drivers/slots/environment_block.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

#include "drivers/slots/firmware_names.hpp"

namespace ocellus::slots {
namespace {

std::string_view text_of(const Sector& block) {
  return {reinterpret_cast<const char*>(block.data()), block.size()};
}

// Where the line that `at` is in ends: at its '\n', or beyond the text.
std::size_t end_of_line(std::string_view text, std::size_t at) {
  while (at < text.size() && text[at] != '\n') at += text[at] == '\\' ? 2 : 1;
  return at;
}

// GRUB's strings end with a zero.
std::string_view to_zero(std::string_view text) { return text.substr(0, text.find('\0')); }

// The first two characters that GRUB makes of this, zeros where there are none.
std::array<char, 2> unescaped(std::string_view text) {
  std::array<char, 2> result = {};
  for (char& c : result) {
    if (text.starts_with('\\')) text.remove_prefix(1);
    if (text.empty() || text[0] == '\0') break;
    c = text[0];
    text.remove_prefix(1);
  }
  return result;
}

}  // namespace

Sector environment_block(std::string_view name, std::optional<Slot> slot) {
  Sector block;
  std::ranges::fill(block, std::byte{'#'});
  std::size_t at = 0;
  const auto put = [&](std::string_view text) {
    for (const char c : text) block[at++] = static_cast<std::byte>(c);
  };
  put(kEnvironmentSignature);
  put(name);
  put("=");
  if (slot) block[at++] = static_cast<std::byte>(digit_of(*slot));
  put("\n");
  return block;
}

std::optional<Slot> slot_in_block(const Sector& block, std::string_view name) {
  const std::string_view text = text_of(block);
  std::optional<Slot> slot;
  if (!text.starts_with(kEnvironmentSignature)) return slot;
  std::size_t at = kEnvironmentSignature.size();
  while (at < text.size()) {
    const std::size_t begin = at;
    if (text[begin] != '#') {
      const std::size_t sign = text.find('=', begin);
      if (sign == text.npos) break;
      at = end_of_line(text, sign + 1);
      if (at >= text.size()) break;
      if (to_zero(text.substr(begin, sign - begin)) == name) {
        const auto value = unescaped(text.substr(sign + 1, at - sign - 1));
        slot = value[1] == '\0' ? slot_of(value[0]) : std::nullopt;
      }
    }
    at = end_of_line(text, at) + 1;
  }
  return slot;
}

std::optional<Sector> emptied_by_grub(const Sector& block, std::string_view name) {
  const std::string_view text = text_of(block);
  if (!text.starts_with(kEnvironmentSignature)) return std::nullopt;
  const std::size_t free = text.find_last_not_of('#') + 1;
  if (text[free - 1] != '\n') return std::nullopt;
  Sector result = block;
  std::size_t at = kEnvironmentSignature.size();
  while (at + name.size() + 1 < free) {
    if (text.substr(at).starts_with(name) && text[at + name.size()] == '=') {
      const std::size_t value = at + name.size() + 1;
      const std::size_t end = end_of_line(text, value);
      if (end >= text.size()) return std::nullopt;
      const auto moved = std::span(result).subspan(value);
      std::ranges::copy(std::span(block).subspan(end), moved.begin());
      std::ranges::fill(moved.last(end - value), std::byte{'#'});
      return result;
    }
    at = end_of_line(text, at) + 1;
  }
  if (text.size() - free < name.size() + 2) return std::nullopt;
  at = free;
  for (const char c : name) result[at++] = static_cast<std::byte>(c);
  result[at++] = std::byte{'='};
  result[at] = std::byte{'\n'};
  return result;
}

}  // namespace ocellus::slots
