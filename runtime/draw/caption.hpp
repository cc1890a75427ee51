// A line of text put together in a fixed room; what does not fit is cut off.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ocellus {

class Caption {
 public:
  Caption& operator<<(std::string_view text) {
    for (const char c : text) {
      if (used_ < room_.size()) room_[used_++] = c;
    }
    return *this;
  }

  Caption& operator<<(std::uint32_t number) {
    std::array<char, 10> digits;
    std::size_t first = digits.size();
    do {
      digits[--first] = static_cast<char>('0' + number % 10);
      number /= 10;
    } while (number != 0);
    return *this << std::string_view(digits.data() + first, digits.size() - first);
  }

  Caption& operator<<(std::int32_t number) {
    const auto bits = static_cast<std::uint32_t>(number);
    return number < 0 ? *this << "-" << 0 - bits : *this << bits;
  }

  std::string_view text() const { return {room_.data(), used_}; }

 private:
  std::array<char, 160> room_;
  std::size_t used_ = 0;
};

}  // namespace ocellus
