#include "tools/ocellus/compare/noise.hpp"

#include <algorithm>
#include <cmath>

namespace ocellus::tools::compare {
namespace {

constexpr double kMostDecibels = 120;

}  // namespace

void Noise::add(std::span<const float> exact, std::span<const float> found) {
  std::size_t channel = 0;
  for (std::size_t i = 0; i < exact.size(); ++i) {
    const double step = steps_[channel];
    channel = channel + 1 == steps_.size() ? 0 : channel + 1;
    const double x = exact[i];
    if (!std::isfinite(x)) continue;
    const double error = std::fabs(found[i] - x);
    count_ += 1;
    sum_ += x;
    squares_ += x * x;
    noise_ += error * error;
    largest_ = std::max(largest_, error);
    if (step > 0) largest_steps_ = std::max(largest_steps_, error / step);
  }
}

double Noise::decibels() const {
  if (noise_ <= 0) return kMostDecibels;
  // Below this the variance is what rounding left of a difference of two like numbers.
  constexpr double kConstant = 1e-10;
  double signal = squares_ - sum_ * sum_ / count_;
  if (signal <= kConstant * squares_) signal = squares_;
  if (signal <= 0) return -kMostDecibels;
  return std::clamp(10 * std::log10(signal / noise_), -kMostDecibels, kMostDecibels);
}

}  // namespace ocellus::tools::compare
