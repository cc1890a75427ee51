// Digital lines of a GPIO chip: lamps, alarms, buttons.
//
// A line is active or not; whether active is the high or the low voltage is told once, when the
// lines are requested, and nowhere else. Nothing here allocates once the lines are requested.
#pragma once

#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>

#include "runtime/status.hpp"

namespace ocellus::gpio {

using Time = std::chrono::steady_clock::time_point;  // CLOCK_MONOTONIC, as the kernel stamps edges

// A line's number on its chip, as gpioinfo shows it.
struct LineIndex {
  std::uint32_t number = 0;

  friend constexpr auto operator<=>(LineIndex, LineIndex) = default;
};

enum class Direction : std::uint8_t { kInput, kOutput };

enum class Bias : std::uint8_t {
  kAsIs,      // what the board or its device tree has set
  kPullUp,    // for a button to ground, which is active low
  kPullDown,  // for a button to the supply
};

struct LineSettings {
  LineIndex line;
  Direction direction = Direction::kInput;
  bool active_low = false;
  bool active_at_first = false;  // outputs: the state from the request on
  Bias bias = Bias::kAsIs;       // inputs
  // Inputs: a level counts once it has lasted so long; 0..1 s, 0 for every edge. The kernel does
  // it, by hardware where the chip can. An edge's time is when it counts.
  std::chrono::microseconds debounce{0};
};

inline constexpr std::size_t kMostLines = 16;  // of one request
inline constexpr std::chrono::microseconds kLongestDebounce = std::chrono::seconds(1);

// What every backend asks of settings before it asks the kernel: kUnsupported, with `at` the index
// of the offending line, when there is none or more than kMostLines, a line is there twice, an
// output has a bias or a debounce time, an input a state, or a debounce time is out of range.
Status check(std::span<const LineSettings> settings);

struct Edge {
  LineIndex line;
  bool active = false;      // became active; otherwise became inactive
  bool after_loss = false;  // edges of this line before this one were lost
  Time time;
};

class Lines {
 public:
  virtual ~Lines() = default;

  // Drives an output. kUnsupported for a line that was not requested as one; kDisconnected when the
  // chip went away, kIo otherwise.
  virtual Status set(LineIndex line, bool active) = 0;

  // The present level of an input, not debounced, or what an output is driven to. Failures as
  // above.
  virtual Status get(LineIndex line, bool& active) = 0;

  // The oldest edge of any input that was not yet handed out, waiting until `deadline` at most; a
  // deadline that has passed asks without waiting. kTimeout when there is none.
  virtual Status next_edge(Edge& edge, Time deadline) = 0;

  // Readable while next_edge would not wait, for an event loop's poll(); -1 where there is none.
  virtual int descriptor() const = 0;
};

}  // namespace ocellus::gpio
