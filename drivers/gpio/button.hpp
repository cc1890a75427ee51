// What a person means with the only button:
//
//   kShort           let go within 1 s
//   kLong            held for 3 s; told while it is still held
//   kHeldAtPowerOn   held already when the program began, and for 2 s from then; told while held
//
// Anything between 1 and 3 s is a change of mind and means nothing, and so is less than 30 ms,
// which no finger does. Only the times of the edges count, not when they were read.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "drivers/gpio/lines.hpp"

namespace ocellus::gpio {

enum class Press : std::uint8_t { kShort, kLong, kHeldAtPowerOn };

class Button {
 public:
  static constexpr std::chrono::milliseconds kShortest{30};
  static constexpr std::chrono::milliseconds kShortUpTo{1000};
  static constexpr std::chrono::milliseconds kLongFrom{3000};
  static constexpr std::chrono::milliseconds kPowerOnFrom{2000};

  // As the button is found at start-up.
  Button(bool pressed, Time start);

  // An edge, in the order of their times. One that repeats the state means that its counterpart was
  // lost: a press then begins anew, and so it does after Edge::after_loss.
  std::optional<Press> edge(const Edge& edge);

  // Time has come to `now` and every edge until then was given to edge().
  std::optional<Press> passed(Time now);

  // When passed() will have something to tell if nothing happens before; nothing while it will not.
  std::optional<Time> deadline() const;

 private:
  enum class State : std::uint8_t {
    kUp,
    kDown,         // and not yet long
    kHeldAtStart,  // down since before the start
    kTold,         // down, and nothing more will come of it
  };

  State state_;
  Time since_;
};

}  // namespace ocellus::gpio
