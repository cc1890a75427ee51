// What holds a processor back, for people.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "drivers/thermal/throttling.hpp"

namespace ocellus::thermal {

class ThrottlingText {
 public:
  explicit ThrottlingText(const Throttling& throttling);

  // "under-voltage now, throttled since power-on": whatever is, and else has been, in the order of
  // Limits. Empty when there is nothing to tell. Valid as long as this object.
  std::string_view view() const { return {room_.data(), used_}; }

 private:
  void add(std::string_view limit, bool now, bool since_start);
  void append(std::string_view text);

  std::array<char, 144> room_;  // for all four of them
  std::size_t used_ = 0;
};

}  // namespace ocellus::thermal
