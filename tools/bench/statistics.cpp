#include "tools/bench/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

namespace ocellus::tools {

double quantile(std::vector<double> values, double fraction) {
  if (values.empty()) return 0;
  const double wanted = std::ceil(fraction * static_cast<double>(values.size()));
  const double last = static_cast<double>(values.size());
  const auto index = static_cast<std::ptrdiff_t>(std::clamp(wanted, 1.0, last)) - 1;
  std::nth_element(values.begin(), values.begin() + index, values.end());
  return values[static_cast<std::size_t>(index)];
}

Summary summary(std::span<const double> values) {
  if (values.empty()) return {};
  const std::vector<double> all(values.begin(), values.end());
  return {*std::min_element(all.begin(), all.end()), quantile(all, 0.5), quantile(all, 0.99)};
}

Spread spread(std::span<const double> values) {
  const std::vector<double> all(values.begin(), values.end());
  return {quantile(all, 0.25), quantile(all, 0.5), quantile(all, 0.75)};
}

std::vector<double> ratios(std::span<const double> numerators,
                           std::span<const double> denominators) {
  std::vector<double> result;
  for (std::size_t i = 0; i < numerators.size(); ++i) {
    result.push_back(numerators[i] / denominators[i]);
  }
  return result;
}

}  // namespace ocellus::tools
