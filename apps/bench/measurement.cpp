#include "apps/bench/measurement.hpp"

#include <algorithm>
#include <chrono>

#include "drivers/thermal/linux_sensor.hpp"
#include "platform/linux/moment.hpp"
#include "platform/linux/yardstick.hpp"

namespace ocellus::bench {
namespace {

using Clock = std::chrono::steady_clock;
using platform::median;
using platform::Moment;
using platform::Yardstick;

// Timing does not depend on the values; written anew each time, since a run may overwrite them.
void fill_inputs(const Model& model, std::byte* arena) {
  for (std::size_t i = 0; i < model.inputs.size(); ++i) {
    if (model.inputs[i].type != ElementType::kInt8) continue;
    std::uint32_t noise = 1;
    for (std::int8_t& value : model.input(arena, i)) {
      noise = noise * 1664525 + 1013904223;
      value = static_cast<std::int8_t>(noise >> 24);
    }
  }
}

// By several threads the wall clock's time counts; by one, not what others were given of the core.
double time_run(platform::Crew& crew, const Model& model, std::byte* arena) {
  const Moment start = Moment::beginning();
  crew.run(model, arena);
  const Moment end = Moment::end();
  if (crew.threads() == 1) return milliseconds_between(start, end);
  return std::chrono::duration<double, std::milli>(end.wall - start.wall).count();
}

// Whole degrees Celsius; nothing where the system has no sensor, as most virtual machines.
std::optional<int> warmth(thermal::Sensor& sensor) {
  const std::optional<thermal::Millicelsius> hottest = sensor.read().hottest;
  return hottest ? std::optional(thermal::whole_degrees(*hottest)) : std::nullopt;
}

}  // namespace

void Measurement::time_steps(std::span<const ModelStep> steps, std::byte* arena) {
  for (std::size_t run = 0; run <= kStepRuns; ++run) {
    Clock::time_point start = Clock::now();
    for (std::size_t i = 0; i < steps.size(); ++i) {
      steps[i].run(arena);
      const Clock::time_point now = Clock::now();
      if (run > 0) {
        step_times_[i][run - 1] = std::chrono::duration<double, std::milli>(now - start).count();
      }
      start = now;
    }
  }
}

Figures Measurement::run(const Model& model, std::span<const ModelStep> steps,
                         const CommandLine& line, platform::Crew& crew, std::byte* arena) {
  Figures figures;
  figures.model = &model;
  figures.threads = crew.threads();
  figures.runs = line.runs;
  const auto macs = static_cast<double>(model.macs);
  fill_inputs(model, arena);
  thermal::LinuxSensor sensor;
  figures.celsius_before = warmth(sensor);
  std::size_t done = 0;
  std::size_t turns = 0;
  for (bool warm = false; done < line.runs; warm = true) {
    const std::size_t first = done;
    const std::size_t end = std::min(done + kRunsInTurn, line.runs);
    const Yardstick before = platform::measure(model.isa);
    crew.run(model, arena);  // brings weights and code back into the caches
    for (std::size_t i = first; i < end; ++i) times_[i] = time_run(crew, model, arena);
    const Yardstick after = platform::measure(model.isa);
    if (!warm) continue;  // the first turn warms up
    done = end;
    std::array<double, kRunsInTurn> own;
    const std::span<double> times(own.data(), end - first);
    std::copy(times_.begin() + static_cast<std::ptrdiff_t>(first),
              times_.begin() + static_cast<std::ptrdiff_t>(end), times.begin());
    const double gmacs = macs / 1e6 / median(times);
    gigahertz_[turns] = (before.gigahertz + after.gigahertz) / 2;
    peaks_[turns] = (before.peak_gmacs + after.peak_gmacs) / 2;
    per_cycle_[turns] = gmacs / gigahertz_[turns];
    fractions_[turns] = gmacs / peaks_[turns] / figures.threads;
    ++turns;
  }
  figures.celsius_after = warmth(sensor);
  figures.milliseconds = platform::summary(std::span(times_).first(done));
  figures.gigahertz = median(std::span(gigahertz_).first(turns));
  figures.peak_gmacs = median(std::span(peaks_).first(turns));
  figures.macs_per_cycle = median(std::span(per_cycle_).first(turns));
  figures.fraction = platform::summary(std::span(fractions_).first(turns));
  if (!line.layers) return figures;

  time_steps(steps, arena);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const double time = median(step_times_[i]);
    const double gmacs = static_cast<double>(steps[i].macs) / 1e6 / std::max(time, 1e-6);
    steps_[i] = {&steps[i], time, gmacs / figures.peak_gmacs};
  }
  figures.steps = std::span(steps_).first(steps.size());
  return figures;
}

}  // namespace ocellus::bench
