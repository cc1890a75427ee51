// One value of sysfs: a small text file, kept open and read from its beginning.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace ocellus::thermal {

// A path put together without a heap. What does not fit leaves it empty, and then it opens nothing.
class Path {
 public:
  Path& operator<<(std::string_view part);
  Path& operator<<(unsigned int number);

  const char* c_str() const { return text_.data(); }

 private:
  std::array<char, 192> text_ = {};
  std::size_t length_ = 0;
  bool too_long_ = false;
};

class Attribute {
 public:
  Attribute() = default;
  ~Attribute() { close(); }
  Attribute(const Attribute&) = delete;
  Attribute& operator=(const Attribute&) = delete;

  // Whether it is there; an open one is closed first.
  bool open(const Path& path);
  void close();
  bool is_open() const { return descriptor_ >= 0; }

  // Its text without white space at the end, in `room`; empty when it cannot be read just now.
  std::string_view text(std::span<char> room) const;

  // As a number in that base, nothing when it is none. A hexadecimal one may begin with 0x.
  std::optional<std::int32_t> number(int base = 10) const;

 private:
  int descriptor_ = -1;
};

}  // namespace ocellus::thermal
