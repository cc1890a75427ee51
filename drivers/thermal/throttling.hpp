// What holds a processor back: how a Raspberry Pi's firmware reports it, and the same from others.
#pragma once

#include <cstdint>

namespace ocellus::thermal {

struct Limits {
  bool under_voltage = false;     // the supply fell below 4.63 V
  bool frequency_capped = false;  // the Arm cores' clock is limited
  bool throttled = false;         // the clock is lowered: too hot, or too little voltage
  bool soft_limit = false;        // the first of two temperature limits is reached (60 °C or more)

  constexpr bool any() const {
    return under_voltage || frequency_capped || throttled || soft_limit;
  }
  // Throttling with a weak supply is the supply's doing.
  constexpr bool by_heat() const { return soft_limit || (throttled && !under_voltage); }
  constexpr void add(const Limits& other) {
    under_voltage = under_voltage || other.under_voltage;
    frequency_capped = frequency_capped || other.frequency_capped;
    throttled = throttled || other.throttled;
    soft_limit = soft_limit || other.soft_limit;
  }
  bool operator==(const Limits&) const = default;
};

struct Throttling {
  Limits now = {};
  Limits since_start = {};  // since power-on, also what is over

  bool operator==(const Throttling&) const = default;
};

// The firmware's word (mailbox tag 0x00030046, `vcgencmd get_throttled`): bits 0 to 3 in the order
// of Limits for now, bits 16 to 19 for since power-on. Other bits have no meaning.
constexpr Throttling decode_throttled(std::uint32_t word) {
  const auto limits = [](std::uint32_t bits) {
    return Limits{(bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0};
  };
  return {limits(word), limits(word >> 16)};
}

}  // namespace ocellus::thermal
