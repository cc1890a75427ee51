// Values as people write them: numbers, words, lists.
#pragma once

#include <optional>
#include <string_view>

namespace ocellus::camera {

std::string_view trimmed(std::string_view text);

// Without regard to case, of ASCII.
bool same_word(std::string_view a, std::string_view b);

bool is_utf8(std::string_view text);

// A tab, an escape, a bell...: nothing that shows as a character.
constexpr bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

// "12.5", all of it: no exponent, no locale, below a million.
std::optional<double> read_number(std::string_view text);

// The number, and the blanks and commas before it, off the front of `text`.
std::optional<double> take_number(std::string_view& text);

// The first item of a list between commas, trimmed, off the front of `text`; empty at its end.
std::string_view take_item(std::string_view& text);

// The first word between blanks or commas, off the front of `text`; empty at its end.
std::string_view take_word(std::string_view& text);

bool is_blank(std::string_view text);

}  // namespace ocellus::camera
