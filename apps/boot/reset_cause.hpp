// Why the board started: what is known of the end before, and what follows from it.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "drivers/watchdog/watchdog.hpp"

namespace ocellus::boot {

enum class ResetCause : std::uint8_t {
  kPower,     // switched on, or the power went and came back; also what nothing else explains
  kWatchdog,  // nobody fed it: a program or the kernel did not get on
  kPanic,     // the kernel gave up
  kSoftware,  // somebody asked for a restart
  kThermal,   // too hot
};

// As the log has it.
constexpr std::string_view name(ResetCause cause) {
  constexpr std::array<std::string_view, 5> kNames = {"power", "watchdog", "panic", "software",
                                                      "thermal"};
  return kNames[static_cast<std::size_t>(cause)];
}

// How the system's log ends.
enum class LastWords : std::uint8_t {
  kNothing,   // it is empty, or cannot be read
  kAlive,     // something else: nobody expected an end
  kPowerOff,  // switched off in order
  kRestart,   // restarted in order
  kReset,     // the watchdog was left to run out
};

// What Diary wrote in a record.
LastWords last_words(std::string_view record);

struct ResetFacts {
  watchdog::PastReset hardware = {};
  bool panic = false;  // the kernel left a record of its panic
  LastWords last = LastWords::kNothing;
};

// The most certain witness decides: the kernel's own record, then the hardware, then the log. Where
// memory keeps no record, a panic is told from a power cut by nothing; it counts as one.
ResetCause reset_cause(const ResetFacts& facts);

// For people, without quotation marks: "the power went".
std::string_view explain(const ResetFacts& facts);

}  // namespace ocellus::boot
