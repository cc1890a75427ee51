// One line of text for people, built without a heap and printed on the console.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "platform/rv32/semihosting.hpp"

namespace ocellus::platform {

// What does not fit is cut off.
class Line {
 public:
  Line& text(std::string_view words) {
    for (const char c : words) put(c);
    return *this;
  }

  Line& hex(std::uint32_t value) {
    text("0x");
    for (int shift = 28; shift >= 0; shift -= 4) put("0123456789abcdef"[value >> shift & 15]);
    return *this;
  }

  void print() {
    characters_[size_] = '\n';
    characters_[size_ + 1] = '\0';
    semihosting::print(characters_.data());
    size_ = 0;
  }

 private:
  static constexpr std::size_t kLongest = 160;

  void put(char c) {
    if (size_ < kLongest) characters_[size_++] = c;
  }

  std::array<char, kLongest + 2> characters_{};  // and the end of the line
  std::size_t size_ = 0;
};

}  // namespace ocellus::platform
