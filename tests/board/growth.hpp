// Whether something grows, in measurements that wander and stray.
#pragma once

#include <cstddef>
#include <vector>

namespace ocellus::tests {

struct Measurement {
  double time;  // hours
  double value;
};

// Medians of two thirds of what comes after settling, and the median's slope.
struct Growth {
  double early = 0;  // of the first third
  double late = 0;   // of the last
  double per_day = 0;
};

// Those that are not looked at, at the beginning: a sixth, and the first in any case.
std::size_t settling(std::size_t measurements);

// Of at least kFewest measurements, in the order of their times. A measurement that strays changes
// nothing, however far it does.
inline constexpr std::size_t kFewest = 4;
Growth growth_of(const std::vector<Measurement>& measurements);

}  // namespace ocellus::tests
