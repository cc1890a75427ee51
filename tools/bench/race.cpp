#include "tools/bench/race.hpp"

#include <chrono>

#include "platform/linux/moment.hpp"
#include "tools/bench/statistics.hpp"

namespace ocellus::tools {
namespace {

using platform::measure;
using platform::Moment;
using platform::Yardstick;

using Clock = std::chrono::steady_clock;

double time_run(Contender& contender) {
  const Moment start = Moment::beginning();
  contender.run();
  return milliseconds_between(start, Moment::end());
}

std::vector<double> time_runs(Contender& contender, std::size_t runs) {
  contender.run();
  std::vector<double> times;
  times.reserve(runs);
  for (std::size_t i = 0; i < runs; ++i) times.push_back(time_run(contender));
  return times;
}

// By part, the median of `runs` passes.
std::vector<double> time_parts(Contender& contender, std::size_t runs) {
  std::vector<std::vector<double>> times(contender.parts());
  for (std::size_t i = 0; i <= runs; ++i) {
    Clock::time_point start = Clock::now();
    for (std::size_t part = 0; part < times.size(); ++part) {
      contender.run_part(part);
      const Clock::time_point now = Clock::now();
      const std::chrono::duration<double, std::milli> taken = now - start;
      if (i > 0) times[part].push_back(taken.count());
      start = now;
    }
  }
  std::vector<double> medians;
  medians.reserve(times.size());
  for (std::vector<double>& part : times) medians.push_back(median(std::move(part)));
  return medians;
}

Yardstick mean(const Yardstick& a, const Yardstick& b) {
  return {(a.gigahertz + b.gigahertz) / 2, (a.peak_gmacs + b.peak_gmacs) / 2};
}

}  // namespace

std::vector<double> RaceResult::medians(std::size_t contender) const {
  std::vector<double> result;
  for (const Turn& turn : turns) result.push_back(turn.medians[contender]);
  return result;
}

RaceResult race(const std::vector<Contender*>& contenders, const RaceOptions& options) {
  RaceResult result;
  result.times.resize(contenders.size());
  for (std::size_t count = 0; count <= options.turns; ++count) {
    const bool counted = count > 0;
    Turn turn;
    turn.medians.resize(contenders.size());
    for (std::size_t i = 0; i < contenders.size(); ++i) {
      const std::size_t who = (i + count) % contenders.size();
      Times& times = result.times[who];
      const Yardstick before = who == 0 ? measure(options.isa) : Yardstick{};
      const std::vector<double> runs = time_runs(*contenders[who], options.runs);
      if (who == 0) turn.yardstick = mean(before, measure(options.isa));
      turn.medians[who] = median(runs);
      if (counted) times.runs.insert(times.runs.end(), runs.begin(), runs.end());
      if (!options.parts) continue;
      const std::vector<double> parts = time_parts(*contenders[who], options.runs);
      times.parts.resize(parts.size());
      for (std::size_t part = 0; counted && part < parts.size(); ++part) {
        times.parts[part].push_back(parts[part]);
      }
    }
    if (counted) result.turns.push_back(std::move(turn));
    options.after_turn();
  }
  return result;
}

}  // namespace ocellus::tools
