// What the activations of a float graph look like on the calibration pictures.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "tools/ocellus/graph/graph.hpp"
#include "tools/ocellus/quantize/grid.hpp"
#include "tools/ocellus/reference/float_engine.hpp"

namespace ocellus::tools::quantize {

// How often each of kBins equal parts of a range was hit.
struct Histogram {
  static constexpr std::size_t kBins = 2048;

  Range range;
  std::vector<std::uint64_t> counts;  // kBins, or empty when nothing was counted

  float bin_width() const { return (range.high - range.low) / static_cast<float>(kBins); }
  // Half the distance between the quartiles, at least a bin's width: how wide the bulk lies,
  // whatever a few values do.
  double spread() const;
  float centre(std::size_t bin) const {
    return range.low + (static_cast<float>(bin) + 0.5f) * bin_width();
  }
};

// The length of the last dimension.
std::size_t channels_of(const Tensor& tensor);

// The smallest and largest value of one channel.
struct ChannelRange {
  float low = 0;
  float high = 0;
};

struct TensorStatistics {
  Range range;                         // widened to contain 0
  std::vector<ChannelRange> channels;  // empty for constants
  Histogram histogram;                 // empty unless asked for
};

using Statistics = std::vector<TensorStatistics>;  // by TensorId

// One picture, as the values of the graph's input tensor.
using Inputs = std::vector<std::vector<float>>;

// How much each position of an activation matters (its elements but for the last dimension), by
// TensorId; empty where nothing is known, and then nothing of that tensor matters. Of one picture;
// empty as a whole when nothing in the picture matters.
using Relevance = std::vector<std::vector<float>>;

// Positions below this share of the tensor's most relevant one do not count for ranges.
inline constexpr float kLeastRelevance = 0.01f;

// Runs every input through the graph. With `histograms`, runs them twice: the bins need the range.
// The result does not depend on the number of threads. With `relevances`, one per input, values
// count by their positions' relevance; without, all count alike.
Statistics observe(const reference::FloatEngine& engine, const Inputs& inputs, bool histograms,
                   const std::vector<Relevance>& relevances = {});

}  // namespace ocellus::tools::quantize
