#include "tools/bench/race.hpp"

#include <chrono>

#include "tools/bench/statistics.hpp"

namespace ocellus::tools {
namespace {

using Clock = std::chrono::steady_clock;

double milliseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

std::vector<double> time_runs(Contender& contender, std::size_t runs) {
  contender.run();
  std::vector<double> times;
  for (std::size_t i = 0; i < runs; ++i) {
    const Clock::time_point start = Clock::now();
    contender.run();
    times.push_back(milliseconds_since(start));
  }
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
  for (std::vector<double>& part : times) medians.push_back(median(std::move(part)));
  return medians;
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
    turn.yardstick = measure(options.isa);
    turn.medians.resize(contenders.size());
    for (std::size_t i = 0; i < contenders.size(); ++i) {
      const std::size_t who = (i + count) % contenders.size();
      Times& times = result.times[who];
      const std::vector<double> runs = time_runs(*contenders[who], options.runs);
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
