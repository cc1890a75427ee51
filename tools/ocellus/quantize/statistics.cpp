#include "tools/ocellus/quantize/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>

#include "tools/ocellus/quantize/parallel.hpp"

namespace ocellus::tools::quantize {

std::size_t channels_of(const Tensor& tensor) {
  return tensor.shape.empty() ? 1 : static_cast<std::size_t>(tensor.shape.back());
}

namespace {

void widen(std::vector<ChannelRange>& channels, std::span<const float> values) {
  for (std::size_t i = 0; i < values.size(); i += channels.size()) {
    for (std::size_t c = 0; c < channels.size(); ++c) {
      channels[c].low = std::min(channels[c].low, values[i + c]);
      channels[c].high = std::max(channels[c].high, values[i + c]);
    }
  }
}

// The same for positions that matter.
void widen(std::vector<ChannelRange>& channels, std::span<const float> values,
           const std::vector<float>& relevance) {
  if (relevance.empty()) return;
  const float least = kLeastRelevance * *std::max_element(relevance.begin(), relevance.end());
  for (std::size_t row = 0; row < relevance.size(); ++row) {
    if (relevance[row] > 0 && relevance[row] >= least) {
      widen(channels, values.subspan(row * channels.size(), channels.size()));
    }
  }
}

// Whole numbers, so that sums do not depend on their order.
std::uint64_t weight_of(float relevance) {
  return static_cast<std::uint64_t>(std::lround(relevance * 0x1p16f));
}

std::size_t bin_of(const Histogram& histogram, float value) {
  const float place = (value - histogram.range.low) / histogram.bin_width();
  return static_cast<std::size_t>(
      std::clamp(place, 0.0f, static_cast<float>(Histogram::kBins - 1)));
}

}  // namespace

double Histogram::spread() const {
  double total = 0;
  for (const std::uint64_t n : counts) total += static_cast<double>(n);
  double seen = 0;
  double lower = range.low;
  double upper = range.high;
  for (std::size_t b = 0; b < counts.size(); ++b) {
    const double before = seen;
    seen += static_cast<double>(counts[b]);
    if (before < total * 0.25 && seen >= total * 0.25) lower = centre(b);
    if (before < total * 0.75 && seen >= total * 0.75) upper = centre(b);
  }
  return std::max((upper - lower) / 2, static_cast<double>(bin_width()));
}

Statistics observe(const reference::FloatEngine& engine, const Inputs& inputs, bool histograms,
                   const std::vector<Relevance>& relevances) {
  const Graph& graph = engine.graph();
  constexpr float kNothing = std::numeric_limits<float>::infinity();
  Statistics all(graph.tensors.size());
  std::mutex merging;  // minima, maxima and counts merge to the same in any order

  in_parallel(inputs.size(), [&](std::size_t i) {
    if (!relevances.empty() && relevances[i].empty()) return;
    (void)engine.infer(inputs[i], [&](TensorId id, std::span<float> values) {
      std::vector<ChannelRange> seen(channels_of(graph.tensor(id)), {kNothing, -kNothing});
      if (relevances.empty()) {
        widen(seen, values);
      } else {
        widen(seen, values, relevances[i][id]);
      }
      const std::scoped_lock lock(merging);
      std::vector<ChannelRange>& channels = all[id].channels;
      if (channels.empty()) channels = seen;
      for (std::size_t c = 0; c < seen.size(); ++c) {
        channels[c].low = std::min(channels[c].low, seen[c].low);
        channels[c].high = std::max(channels[c].high, seen[c].high);
      }
    });
  });
  for (TensorStatistics& tensor : all) {
    for (const ChannelRange& channel : tensor.channels) {
      tensor.range.low = std::min(tensor.range.low, channel.low);
      tensor.range.high = std::max(tensor.range.high, channel.high);
    }
  }
  if (!histograms) return all;

  for (TensorStatistics& tensor : all) {
    if (tensor.channels.empty()) continue;
    tensor.histogram.range = tensor.range;
    // Not of a tensor that was padded with "minus infinity".
    const float width = tensor.range.high - tensor.range.low;
    if (width > 0 && std::isfinite(width)) {
      tensor.histogram.counts.resize(Histogram::kBins);
    }
  }
  in_parallel(inputs.size(), [&](std::size_t i) {
    if (!relevances.empty() && relevances[i].empty()) return;
    (void)engine.infer(inputs[i], [&](TensorId id, std::span<float> values) {
      Histogram& histogram = all[id].histogram;
      if (histogram.counts.empty()) return;
      std::vector<std::uint64_t> seen(Histogram::kBins);
      if (relevances.empty()) {
        for (const float value : values) ++seen[bin_of(histogram, value)];
      } else {
        const std::size_t channels = channels_of(graph.tensor(id));
        for (std::size_t row = 0; row < relevances[i][id].size(); ++row) {
          const std::uint64_t weight = weight_of(relevances[i][id][row]);
          for (const float value : values.subspan(row * channels, channels)) {
            seen[bin_of(histogram, value)] += weight;
          }
        }
      }
      const std::scoped_lock lock(merging);
      for (std::size_t b = 0; b < seen.size(); ++b) histogram.counts[b] += seen[b];
    });
  });
  return all;
}

}  // namespace ocellus::tools::quantize
