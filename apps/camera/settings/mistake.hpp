// What is wrong with a settings text, for the person who wrote it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "apps/camera/text.hpp"

namespace ocellus::camera {

// "[camera] rate: '900' is not frames per second, 0.1 to 120". UTF-8 without control characters,
// whatever the settings text was.
struct Mistake {
  static constexpr std::size_t kCapacity = 319;

  std::uint32_t line = 0;  // of the text, from 1; 0: the text as a whole
  Text<kCapacity> text;
};

class Mistakes {
 public:
  static constexpr std::size_t kMost = 8;

  // The first kMost, in the order of their lines; total() counts the others too.
  std::span<const Mistake> first() const { return std::span(mistakes_).first(count_); }
  std::size_t total() const { return total_; }
  bool none() const { return total_ == 0; }
  void clear() { count_ = total_ = 0; }

  // Puts the parts one after the other; what does not fit is cut.
  void add(std::uint32_t line, std::span<const std::string_view> parts);

 private:
  std::array<Mistake, kMost> mistakes_ = {};
  std::size_t count_ = 0;
  std::size_t total_ = 0;
};

}  // namespace ocellus::camera
