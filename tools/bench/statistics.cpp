#include "tools/bench/statistics.hpp"

#include <cstddef>
#include <utility>

namespace ocellus::tools {

double quantile(std::vector<double> values, double fraction) {
  return platform::quantile(values, fraction);
}

Summary summary(std::span<const double> values) {
  std::vector<double> all(values.begin(), values.end());
  return platform::summary(all);
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
