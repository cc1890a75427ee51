// What a list of measured times comes to.
#pragma once

#include <span>
#include <vector>

#include "platform/linux/summary.hpp"

namespace ocellus::tools {

// As platform::quantile, of a copy.
double quantile(std::vector<double> values, double fraction);
inline double median(std::vector<double> values) { return quantile(std::move(values), 0.5); }

using platform::Summary;
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
