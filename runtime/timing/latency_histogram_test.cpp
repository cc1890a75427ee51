#include "runtime/timing/latency_histogram.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

namespace ocellus {
namespace {

TEST(LatencyHistogram, IsEmptyAtFirst) {
  const LatencyHistogram histogram;
  EXPECT_EQ(histogram.quantile(0.5).count(), 0);
  EXPECT_EQ(histogram.samples(), 0u);
}

TEST(LatencyHistogram, QuantilesAreWithinOneStepOfTheSortedSamples) {
  std::mt19937_64 random(7);
  std::lognormal_distribution<double> durations(14, 2);
  LatencyHistogram histogram;
  std::vector<std::int64_t> samples;
  for (int i = 0; i < 5000; ++i) {
    samples.push_back(static_cast<std::int64_t>(durations(random)));
    histogram.add(Nanoseconds(samples.back()));
  }
  std::sort(samples.begin(), samples.end());
  for (const double fraction : {0.01, 0.25, 0.5, 0.9, 0.99, 1.0}) {
    const auto rank = static_cast<std::size_t>(std::ceil(fraction * 5000)) - 1;
    const auto exact = static_cast<double>(samples[rank]);
    const auto measured = static_cast<double>(histogram.quantile(fraction).count());
    EXPECT_GE(measured, exact);
    EXPECT_LE(measured, exact * (1 + 1.0 / 64) + 1);
  }
}

TEST(LatencyHistogram, TakesAnything) {
  LatencyHistogram histogram;
  histogram.add(Nanoseconds(-5));
  histogram.add(Nanoseconds::max());
  EXPECT_EQ(histogram.samples(), 2u);
  EXPECT_EQ(histogram.quantile(0.5).count(), 0);
}

}  // namespace
}  // namespace ocellus
