#include "apps/camera/settings/values.hpp"

#include <cstddef>

namespace ocellus::camera {
namespace {

constexpr std::string_view kBlanks = " \t";
constexpr std::string_view kSeparators = " \t,";

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

// Bytes of the UTF-8 character that `text` begins with, 0 when it begins with none. Shortest forms
// and code points only (Unicode, table 3-7).
std::size_t character_bytes(std::string_view text) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
  };
  const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0) == 0x80; };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return follows(1) ? 2 : 0;
  const unsigned second = byte(1);
  if (first >= 0xE0 && first <= 0xEF) {
    const unsigned low = first == 0xE0 ? 0xA0 : 0x80;
    const unsigned high = first == 0xED ? 0x9F : 0xBF;
    return second >= low && second <= high && follows(2) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const unsigned low = first == 0xF0 ? 0x90 : 0x80;
    const unsigned high = first == 0xF4 ? 0x8F : 0xBF;
    return second >= low && second <= high && follows(2) && follows(3) ? 4 : 0;
  }
  return 0;
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  const std::size_t start = text.find_first_not_of(kBlanks);
  if (start == std::string_view::npos) return {};
  return text.substr(start, text.find_last_not_of(kBlanks) + 1 - start);
}

bool same_word(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t bytes = character_bytes(text);
    if (bytes == 0) return false;
    text.remove_prefix(bytes);
  }
  return true;
}

// The library's own reader of numbers also knows exponents, infinity and every locale, in 60 KiB.
std::optional<double> take_number(std::string_view& text) {
  const std::size_t start = text.find_first_not_of(kSeparators);
  if (start == std::string_view::npos) return std::nullopt;
  const bool negative = text[start] == '-';
  double value = 0;
  double unit = 1;
  bool digits = false;
  bool fraction = false;
  std::size_t at = start + (negative ? 1 : 0);
  for (; at < text.size(); ++at) {
    if (text[at] == '.' && !fraction) {
      fraction = true;
      continue;
    }
    if (text[at] < '0' || text[at] > '9') break;
    digits = true;
    if (fraction && unit > 1e9) continue;  // beyond what anybody means
    value = value * 10 + (text[at] - '0');
    if (fraction) unit *= 10;
    if (value / unit >= 1e6) return std::nullopt;
  }
  const bool ends = at == text.size() || kSeparators.find(text[at]) != std::string_view::npos;
  if (!digits || !ends) return std::nullopt;
  text.remove_prefix(at);
  return (negative ? -value : value) / unit;
}

std::optional<double> read_number(std::string_view text) {
  text = trimmed(text);
  const std::optional<double> number = take_number(text);
  return text.empty() ? number : std::nullopt;
}

std::string_view take_item(std::string_view& text) {
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    const std::string_view item = trimmed(text.substr(0, comma));
    text = comma == std::string_view::npos ? std::string_view() : text.substr(comma + 1);
    if (!item.empty()) return item;
  }
  return {};
}

std::string_view take_word(std::string_view& text) {
  const std::size_t start = text.find_first_not_of(kSeparators);
  if (start == std::string_view::npos) return {};
  const std::size_t end = text.find_first_of(kSeparators, start);
  const std::string_view word = text.substr(start, end - start);
  text = end == std::string_view::npos ? std::string_view() : text.substr(end);
  return word;
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(kSeparators) == std::string_view::npos;
}

}  // namespace ocellus::camera
