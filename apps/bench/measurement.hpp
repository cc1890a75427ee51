// One model, run and timed.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "apps/bench/built_in.hpp"
#include "apps/bench/command_line.hpp"
#include "platform/linux/crew.hpp"
#include "platform/linux/summary.hpp"
#include "runtime/model.hpp"

namespace ocellus::bench {

using platform::Summary;

struct StepFigures {
  const ModelStep* step = nullptr;
  double milliseconds = 0;  // median
  double fraction = 0;      // of the peak
};

struct Figures {
  const Model* model = nullptr;
  int threads = 1;
  std::size_t runs = 0;
  Summary milliseconds;
  // Medians over the turns: of the core's clock, and of what its multiply-accumulate instruction
  // reaches on registers.
  double gigahertz = 0;
  double peak_gmacs = 0;      // of one core
  double macs_per_cycle = 0;  // of all threads together
  Summary fraction;           // of the peak of as many cores as there are threads
  std::optional<int> celsius_before;
  std::optional<int> celsius_after;
  std::span<const StepFigures> steps;  // where asked for
};

// Large, because it holds all times: meant for static memory.
class Measurement {
 public:
  static constexpr std::size_t kRunsInTurn = 5;

  // Warms up, then runs `model` as the command line says; in every turn the clock and the peak are
  // taken before and after. What is returned is valid until the next call.
  Figures run(const Model& model, std::span<const ModelStep> steps, const CommandLine& line,
              platform::Crew& crew, std::byte* arena);

 private:
  static constexpr std::size_t kMostTurns = kMostRuns;
  static constexpr std::size_t kStepRuns = 25;

  void time_steps(std::span<const ModelStep> steps, std::byte* arena);

  std::array<double, kMostRuns> times_;
  std::array<double, kMostTurns> gigahertz_;
  std::array<double, kMostTurns> peaks_;
  std::array<double, kMostTurns> per_cycle_;
  std::array<double, kMostTurns> fractions_;
  std::array<std::array<double, kStepRuns>, kMostSteps> step_times_;
  std::array<StepFigures, kMostSteps> steps_;
};

}  // namespace ocellus::bench
