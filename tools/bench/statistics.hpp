// What a list of measured times comes to.
#pragma once

#include <span>
#include <vector>

namespace ocellus::tools {

// The smallest of `values` that at least `fraction` (0..1] of them do not exceed: 0.5 is the
// (lower) median, 0.99 the 99th percentile. Always one of the values. 0 when there are none.
double quantile(std::vector<double> values, double fraction);
inline double median(std::vector<double> values) { return quantile(std::move(values), 0.5); }

struct Summary {
  double minimum = 0;
  double median = 0;
  double percentile99 = 0;
};
Summary summary(std::span<const double> values);

// A figure that was taken in every turn of a race: its median, and the quartiles as its spread.
struct Spread {
  double low = 0;
  double middle = 0;
  double high = 0;
};
Spread spread(std::span<const double> values);

// By turn, numerators[i] / denominators[i]; the two are equally long, no denominator is 0.
std::vector<double> ratios(std::span<const double> numerators,
                           std::span<const double> denominators);

}  // namespace ocellus::tools
