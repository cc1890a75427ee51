// Programs that do the same work, run in turns within one process: clocks wander by a factor of
// two, so only what is measured side by side may be compared.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "platform/linux/yardstick.hpp"
#include "runtime/isa.hpp"

namespace ocellus::tools {

// One that takes part: what it runs, whole and by parts.
class Contender {
 public:
  virtual ~Contender() = default;
  virtual void run() = 0;
  // Parts that can be timed by themselves, in the order in which a run does them; 0 when it cannot
  // be taken apart. Running all of them is a run.
  virtual std::size_t parts() const { return 0; }
  virtual void run_part(std::size_t) {}
};

// The figures of a turn belong together: they were taken within moments of each other.
struct Turn {
  platform::Yardstick yardstick;  // the mean of before and after the first contender's runs
  std::vector<double> medians;    // by contender: of the turn's runs, in milliseconds
};

struct Times {
  std::vector<double> runs;  // milliseconds, all turns
  // By part, by turn: the median of the turn, in milliseconds. Empty unless parts were asked for.
  std::vector<std::vector<double>> parts;
};

struct RaceResult {
  std::vector<Turn> turns;
  std::vector<Times> times;  // by contender

  std::vector<double> medians(std::size_t contender) const;  // by turn
};

struct RaceOptions {
  Isa isa = Isa::kScalar;  // whose peak is measured
  std::size_t turns = 1;
  std::size_t runs = 1;  // of every contender in every turn
  bool parts = false;
  std::function<void()> after_turn = [] {};
};

// In every turn each contender runs once unmeasured, which brings its weights and instructions back
// into the caches, and then `runs` times; who is first changes from turn to turn. One turn more is
// run before and not counted. What other programs took of the core meanwhile is not in a run's
// time, as far as the operating system knows of it; contenders work in the calling thread alone.
RaceResult race(const std::vector<Contender*>& contenders, const RaceOptions& options);

}  // namespace ocellus::tools
