// What a list of measured times comes to.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>

namespace ocellus::platform {

// The smallest of `values` that at least `fraction` (0..1) of them do not exceed: 0 gives the
// minimum, 0.5 the (lower) median, 0.99 the 99th percentile. Always one of the values, which it
// reorders; 0 when there are none. Does not allocate.
inline double quantile(std::span<double> values, double fraction) {
  if (values.empty()) return 0;
  const auto last = static_cast<double>(values.size());
  const double wanted = std::clamp(std::ceil(fraction * last), 1.0, last);
  const auto at = values.begin() + (static_cast<std::ptrdiff_t>(wanted) - 1);
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

inline double median(std::span<double> values) { return quantile(values, 0.5); }

struct Summary {
  double minimum = 0;
  double median = 0;
  double percentile99 = 0;
};

inline Summary summary(std::span<double> values) {
  return {quantile(values, 0), median(values), quantile(values, 0.99)};
}

}  // namespace ocellus::platform
