// Text of bounded length, put together piece by piece; what does not fit is left out.
#pragma once

#include <array>
#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ocellus::selftest {

template <std::size_t kCapacity>
class Text {
 public:
  constexpr Text() = default;
  constexpr Text(std::string_view text) { put(text); }  // NOLINT: a text is what it says
  constexpr Text(const char* text) : Text(std::string_view(text)) {}  // NOLINT: likewise

  constexpr Text& put(std::string_view part) {
    for (const char c : part) {
      if (size_ < kCapacity) {
        characters_[size_++] = c;
      } else {
        cut_ = true;
      }
    }
    return *this;
  }
  Text& put(std::integral auto number) { return digits(number, 10); }
  // Eight digits.
  Text& hexadecimal(std::uint32_t number) {
    for (int shift = 28; shift > 0 && number >> shift == 0; shift -= 4) put("0");
    return digits(number, 16);
  }

  constexpr bool empty() const { return size_ == 0; }
  constexpr bool cut() const { return cut_; }  // something did not fit
  constexpr std::string_view view() const { return {characters_.data(), size_}; }

 private:
  Text& digits(std::integral auto number, int base) {
    char* const end = characters_.data() + kCapacity;
    const auto result = std::to_chars(characters_.data() + size_, end, number, base);
    if (result.ec == std::errc()) {
      size_ = static_cast<std::size_t>(result.ptr - characters_.data());
    } else {
      cut_ = true;
    }
    return *this;
  }

  std::array<char, kCapacity> characters_ = {};
  std::size_t size_ = 0;
  bool cut_ = false;
};

}  // namespace ocellus::selftest
