#include "platform/linux/yardstick.hpp"

#include <algorithm>
#include <chrono>

#include "runtime/kernels/peak.hpp"

namespace ocellus::platform {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kBursts = 3;
constexpr int kAdds = 64 * 512;  // some ten microseconds
constexpr double kBurstNanoseconds = 40'000;

// What `work` says it did, for each nanosecond it took.
template <typename Work>
double rate(Work work) {
  const auto start = Clock::now();
  const double done = work();
  const std::chrono::duration<double, std::nano> taken = Clock::now() - start;
  return done / taken.count();
}

}  // namespace

Yardstick measure(Isa isa) {
  const kernels::PeakLoop loop = kernels::peak_loop(isa);
  Yardstick best;
  // As many rounds as fill a burst, whatever the instruction set.
  static constexpr int kTrial = 1000;
  const auto start = Clock::now();
  loop(kTrial);
  const std::chrono::duration<double, std::nano> trial = Clock::now() - start;
  const int rounds = std::clamp(
      static_cast<int>(kTrial * kBurstNanoseconds / std::max(trial.count(), 1.0)), 100, 100'000);
  for (int burst = 0; burst < kBursts; ++burst) {
    best.gigahertz = std::max(best.gigahertz, rate([] { return kernels::dependent_adds(kAdds); }));
    best.peak_gmacs = std::max(best.peak_gmacs, rate([&] { return loop(rounds); }));
  }
  return best;
}

}  // namespace ocellus::platform
