// Text of bounded length, held by value: names and paths from a configuration.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace ocellus::camera {

template <std::size_t kCapacity>
class Text {
 public:
  constexpr Text() = default;

  // False, and unchanged, when `text` is longer than the capacity.
  [[nodiscard]] constexpr bool assign(std::string_view text) {
    if (text.size() > kCapacity) return false;
    for (std::size_t i = 0; i < text.size(); ++i) characters_[i] = text[i];
    characters_[text.size()] = '\0';
    size_ = text.size();
    return true;
  }

  constexpr bool empty() const { return size_ == 0; }
  constexpr std::string_view view() const { return {characters_.data(), size_}; }
  constexpr const char* c_str() const { return characters_.data(); }

 private:
  std::array<char, kCapacity + 1> characters_ = {};
  std::size_t size_ = 0;
};

}  // namespace ocellus::camera
