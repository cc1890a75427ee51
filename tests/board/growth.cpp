#include "tests/board/growth.hpp"

#include <algorithm>
#include <span>

namespace ocellus::tests {
namespace {

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

Measurement median(std::span<const Measurement> measurements) {
  std::vector<double> times;
  std::vector<double> values;
  for (const Measurement& measurement : measurements) {
    times.push_back(measurement.time);
    values.push_back(measurement.value);
  }
  return {.time = median(times), .value = median(values)};
}

}  // namespace

std::size_t settling(std::size_t measurements) {
  return std::max<std::size_t>(measurements / 6, 1);
}

Growth growth_of(const std::vector<Measurement>& measurements) {
  const std::span settled = std::span(measurements).subspan(settling(measurements.size()));
  const std::size_t third = settled.size() / 3;
  const Measurement early = median(settled.first(third));
  const Measurement late = median(settled.last(third));
  return {.early = early.value,
          .late = late.value,
          .per_day = (late.value - early.value) / (late.time - early.time) * 24};
}

}  // namespace ocellus::tests
