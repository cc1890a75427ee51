#include "tools/ocellus/quantize/ranges.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tools/ocellus/tflite/sample_graphs.hpp"

namespace ocellus::tools::quantize {
namespace {

// A bell of `width` around 0 inside [low, high], and `strays` values at `low`.
Histogram bell(float low, float high, float width, std::uint64_t strays) {
  Histogram h{{low, high}, std::vector<std::uint64_t>(Histogram::kBins)};
  for (std::size_t b = 0; b < Histogram::kBins; ++b) {
    const float x = h.centre(b) / width;
    h.counts[b] = static_cast<std::uint64_t>(1e5f * std::exp(-x * x / 2));
  }
  h.counts[0] += strays;
  return h;
}

TEST(ChooseRange, MinMaxKeepsEverything) {
  const Range range = choose_range(bell(-80, 7, 1, 10), RangeRule::kMinMax);
  EXPECT_EQ(range, (Range{-80, 7}));
}

TEST(ChooseRange, LeastSquaresClipsAThinTail) {
  const Range range = choose_range(bell(-20, 20, 1, 0), RangeRule::kLeastSquares);
  EXPECT_GT(range.low, -8);
  EXPECT_LT(range.low, -2);
  EXPECT_LT(range.high, 8);
  EXPECT_GT(range.high, 2);
}

TEST(ChooseRange, BoundedErrorGivesUpStrayValues) {
  // A thousandth of the values lies far off: least squares keeps them, at the others' cost.
  const Histogram h = bell(-80, 7, 1, 30000);
  EXPECT_LT(choose_range(h, RangeRule::kLeastSquares).low, -70);
  const Range range = choose_range(h, RangeRule::kLeastBounded);
  EXPECT_GT(range.low, -15);
  EXPECT_LT(range.low, -2);
}

TEST(ChooseRange, KeepsOneSidedRangesOneSided) {
  Histogram h{{0, 6}, std::vector<std::uint64_t>(Histogram::kBins, 5)};
  const Range range = choose_range(h, RangeRule::kLeastSquares);
  EXPECT_EQ(range.low, 0);
  EXPECT_LE(range.high, 6);
  EXPECT_GT(range.high, 5.9f);
}

TEST(ChooseRanges, ShareAGridWhereTensorFlowLiteWantsIt) {
  GraphBuilder builder(DataType::kFloat32);
  const TensorId in = builder.input({1, 4, 4, 3});
  const TensorId a = builder.conv2d(in, 2, 1);
  const TensorId b = builder.conv2d(in, 2, 3, {.padding = {1, 1, 1, 1}});
  const TensorId whole = builder.concatenation({a, b}, 3);
  const TensorId flat = builder.reshape(whole, {1, 64});
  const Graph graph = builder.finish({flat});
  const Inputs inputs = {std::vector<float>(48, 0.5f)};
  const Statistics statistics = observe(reference::FloatEngine(graph), inputs, true);
  const std::vector<Range> ranges =
      choose_ranges(graph, statistics, {-2, 3}, RangeRule::kMinMax, RangeRule::kMinMax);
  EXPECT_EQ(ranges[in], (Range{-2, 3}));
  EXPECT_EQ(ranges[a], ranges[whole]);
  EXPECT_EQ(ranges[b], ranges[whole]);
  EXPECT_EQ(ranges[flat], ranges[whole]);
  EXPECT_NEAR(ranges[whole].low, std::min(statistics[a].range.low, statistics[b].range.low), 1e-5);
  EXPECT_NEAR(ranges[whole].high, std::max(statistics[a].range.high, statistics[b].range.high),
              1e-5);
}

}  // namespace
}  // namespace ocellus::tools::quantize
