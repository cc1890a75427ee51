#include "tools/ocellus/quantize/ranges.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "tools/ocellus/quantize/parallel.hpp"

namespace ocellus::tools::quantize {
namespace {

bool keeps_grid(const Operator& op) {
  return std::holds_alternative<ReshapeAttributes>(op.attributes) ||
         std::holds_alternative<ConcatenationAttributes>(op.attributes) ||
         std::holds_alternative<PadAttributes>(op.attributes);
}

TensorId root(std::vector<TensorId>& parents, TensorId id) {
  while (parents[id] != id) id = parents[id] = parents[parents[id]];
  return id;
}

// The mean error of values from `h` on the grid of [low, high]: rounding inside, clipping outside.
double error_of(const Histogram& h, double low, double high, double bound) {
  const double step = (high - low) / 255;
  const double rounding = step * step / 12;
  double error = 0;
  for (std::size_t b = 0; b < h.counts.size(); ++b) {
    if (h.counts[b] == 0) continue;
    const double value = h.centre(b);
    double squared = rounding;
    if (value < low) squared += (low - value) * (low - value);
    if (value > high) squared += (value - high) * (value - high);
    if (bound > 0) squared = squared / (squared + bound);
    error += static_cast<double>(h.counts[b]) * squared;
  }
  return error;
}

Range merged(Range a, Range b) { return {std::min(a.low, b.low), std::max(a.high, b.high)}; }

// Counts of both on the wider range.
Histogram merged(const Histogram& a, const Histogram& b) {
  if (a.counts.empty()) return b;
  if (b.counts.empty()) return a;
  Histogram sum{merged(a.range, b.range), std::vector<std::uint64_t>(Histogram::kBins)};
  for (const Histogram* part : {&a, &b}) {
    for (std::size_t bin = 0; bin < Histogram::kBins; ++bin) {
      const float place = (part->centre(bin) - sum.range.low) / sum.bin_width();
      const auto to = static_cast<std::size_t>(
          std::clamp(place, 0.0f, static_cast<float>(Histogram::kBins - 1)));
      sum.counts[to] += part->counts[bin];
    }
  }
  return sum;
}

}  // namespace

std::vector<TensorId> grid_groups(const Graph& graph) {
  std::vector<TensorId> parents(graph.tensors.size());
  for (std::size_t id = 0; id < parents.size(); ++id) parents[id] = static_cast<TensorId>(id);
  for (const Operator& op : graph.operators) {
    if (!keeps_grid(op)) continue;
    for (const TensorId input : op.inputs) {
      if (input == kNoTensor || graph.tensor(input).constant()) continue;
      const TensorId a = root(parents, input);
      const TensorId b = root(parents, op.outputs[0]);
      parents[std::max(a, b)] = std::min(a, b);
    }
  }
  for (std::size_t id = 0; id < parents.size(); ++id) {
    parents[id] = root(parents, static_cast<TensorId>(id));
  }
  return parents;
}

Range choose_range(const Histogram& histogram, RangeRule rule) {
  if (rule == RangeRule::kMinMax || histogram.counts.empty()) return histogram.range;
  // Both ends move in by steps of a hundredth, then by steps of a thousandth near the best.
  const double bound =
      rule == RangeRule::kLeastBounded ? histogram.spread() * histogram.spread() : 0.0;
  const double low = histogram.range.low;
  const double high = histogram.range.high;
  double best = std::numeric_limits<double>::infinity();
  double best_low = 1;
  double best_high = 1;
  const auto search = [&](double low_from, double low_to, double high_from, double high_to,
                          int steps) {
    for (int l = 0; l <= (low < 0 ? steps : 0); ++l) {
      for (int h = 0; h <= (high > 0 ? steps : 0); ++h) {
        const double part_low = std::min(1.0, low_to + (low_from - low_to) * l / steps);
        const double part_high = std::min(1.0, high_to + (high_from - high_to) * h / steps);
        if (low * part_low >= high * part_high) continue;
        const double error = error_of(histogram, low * part_low, high * part_high, bound);
        if (error < best) {
          best = error;
          best_low = part_low;
          best_high = part_high;
        }
      }
    }
  };
  search(0.02, 1.0, 0.02, 1.0, 49);
  const double around_low = best_low;
  const double around_high = best_high;
  search(std::max(0.002, around_low - 0.02), around_low + 0.02, std::max(0.002, around_high - 0.02),
         around_high + 0.02, 20);
  return {static_cast<float>(low * best_low), static_cast<float>(high * best_high)};
}

std::vector<Range> choose_ranges(const Graph& graph, const Statistics& statistics,
                                 Range input_range, RangeRule rule, RangeRule output_rule) {
  const std::vector<TensorId> groups = grid_groups(graph);
  std::vector<Histogram> histograms(graph.tensors.size());
  std::vector<bool> is_output(graph.tensors.size());
  std::vector<bool> is_input(graph.tensors.size());
  for (const TensorId id : graph.outputs) is_output[groups[id]] = true;
  for (const TensorId id : graph.inputs) is_input[groups[id]] = true;
  // What RESHAPE, CONCATENATION and PAD put out was counted already when it went in.
  std::vector<bool> counted(graph.tensors.size(), true);
  for (const Operator& op : graph.operators) {
    if (keeps_grid(op)) counted[op.outputs[0]] = false;
  }
  for (std::size_t id = 0; id < graph.tensors.size(); ++id) {
    if (counted[id])
      histograms[groups[id]] = merged(histograms[groups[id]], statistics[id].histogram);
  }
  std::vector<Range> ranges(graph.tensors.size());
  in_parallel(graph.tensors.size(), [&](std::size_t id) {
    if (groups[id] != static_cast<TensorId>(id) || graph.tensors[id].constant()) return;
    ranges[id] = is_input[id] ? input_range
                              : choose_range(histograms[id], is_output[id] ? output_rule : rule);
  });
  for (std::size_t id = 0; id < graph.tensors.size(); ++id) ranges[id] = ranges[groups[id]];
  return ranges;
}

}  // namespace ocellus::tools::quantize
