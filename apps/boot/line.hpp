// One line for the console, put together without an allocator. What does not fit is left out.
#pragma once

#include <array>
#include <charconv>
#include <cstddef>
#include <string_view>

#include "apps/boot/instant.hpp"

namespace ocellus::boot {

class Line {
 public:
  Line& text(std::string_view part) {
    const std::size_t left = characters_.size() - length_;
    length_ += part.copy(characters_.data() + length_, left);
    return *this;
  }

  Line& number(long value) {
    char* const begin = characters_.data() + length_;
    const auto [end, error] = std::to_chars(begin, characters_.data() + characters_.size(), value);
    if (error == std::errc()) length_ += static_cast<std::size_t>(end - begin);
    return *this;
  }

  // "3.2 s"; whole tenths, cut, not rounded.
  Line& seconds(Duration duration) {
    const long tenths = static_cast<long>(duration / std::chrono::milliseconds(100));
    return number(tenths / 10).text(".").number(tenths % 10).text(" s");
  }

  // "3.207".
  Line& milliseconds(std::chrono::milliseconds duration) {
    const long rest = static_cast<long>(duration.count() % 1000);
    number(static_cast<long>(duration.count() / 1000))
        .text(rest < 10    ? ".00"
              : rest < 100 ? ".0"
                           : ".");
    return number(rest);
  }

  std::string_view view() const { return {characters_.data(), length_}; }

 private:
  std::array<char, 320> characters_;
  std::size_t length_ = 0;
};

}  // namespace ocellus::boot
