#include "tools/ocellus/quantize/ranges.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "tools/ocellus/quantize/grid_rules.hpp"
#include "tools/ocellus/quantize/parallel.hpp"

namespace ocellus::tools::quantize {
namespace {

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

// Values outside of `limits` counted at its ends.
Histogram clipped(const Histogram& h, Range limits) {
  const Range kept = {std::max(h.range.low, limits.low), std::min(h.range.high, limits.high)};
  if (h.counts.empty() || kept == h.range || !(kept.low < kept.high)) return h;
  Histogram result{kept, std::vector<std::uint64_t>(Histogram::kBins)};
  for (std::size_t bin = 0; bin < h.counts.size(); ++bin) {
    const float place = (h.centre(bin) - kept.low) / result.bin_width();
    result.counts[static_cast<std::size_t>(
        std::clamp(place, 0.0f, static_cast<float>(Histogram::kBins - 1)))] += h.counts[bin];
  }
  return result;
}

// Whose values make up the histogram of a group: everything but what was counted before it was
// moved, and what a RELU6 alone will see and cut.
std::vector<bool> counted_tensors(const Graph& graph) {
  std::vector<bool> counted(graph.tensors.size(), true);
  std::vector<int> readers(graph.tensors.size());
  for (const TensorId id : graph.outputs) ++readers[id];
  for (const Operator& op : graph.operators) {
    for (const TensorId id : op.inputs) {
      if (id != kNoTensor) ++readers[id];
    }
  }
  for (const Operator& op : graph.operators) {
    if (!shares_grid(op)) continue;
    if (!keeps_values(op)) {
      if (readers[op.inputs[0]] == 1) counted[op.inputs[0]] = false;
      continue;
    }
    // Constants are not in the statistics: what a joined one adds shows in the result. A PADV2's
    // filler need not fit.
    const bool constants = !std::holds_alternative<PadAttributes>(op.attributes) &&
                           std::any_of(op.inputs.begin(), op.inputs.end(), [&](TensorId id) {
                             return id != kNoTensor && graph.tensor(id).constant();
                           });
    if (constants) continue;
    for (const TensorId id : op.outputs) counted[id] = false;
  }
  return counted;
}

// By group: the values that its readers can tell apart.
std::vector<Range> useful_ranges(const Graph& graph, const std::vector<TensorId>& groups) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  std::vector<Range> useful(graph.tensors.size(), {kInfinity, -kInfinity});
  for (const Operator& op : graph.operators) {
    if (shares_grid(op)) continue;
    for (const TensorId id : op.inputs) {
      if (id != kNoTensor) useful[groups[id]] = merged(useful[groups[id]], useful_inputs(op));
    }
  }
  for (const TensorId id : graph.outputs) useful[groups[id]] = {-kInfinity, kInfinity};
  return useful;
}

}  // namespace

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
  std::vector<std::optional<Range>> fixed(graph.tensors.size());
  for (const TensorId id : graph.outputs) is_output[groups[id]] = true;
  for (const TensorId id : graph.inputs) fixed[groups[id]] = input_range;
  for (const Operator& op : graph.operators) {
    if (const auto range = fixed_range(op)) fixed[groups[op.outputs[0]]] = range;
  }
  const std::vector<bool> counted = counted_tensors(graph);
  for (std::size_t id = 0; id < graph.tensors.size(); ++id) {
    if (counted[id]) {
      histograms[groups[id]] = merged(histograms[groups[id]], statistics[id].histogram);
    }
  }
  const std::vector<Range> useful = useful_ranges(graph, groups);
  std::vector<Range> ranges(graph.tensors.size());
  in_parallel(graph.tensors.size(), [&](std::size_t id) {
    if (groups[id] != static_cast<TensorId>(id)) return;
    ranges[id] = fixed[id] ? *fixed[id]
                           : choose_range(clipped(histograms[id], useful[id]),
                                          is_output[id] ? output_rule : rule);
  });
  // In the order of execution, so that inputs are final.
  for (const Operator& op : graph.operators) {
    const float ratio = least_scale_ratio(op);
    Range& range = ranges[groups[op.outputs[0]]];
    for (const TensorId id : op.inputs) {
      if (id == kNoTensor || graph.tensor(id).constant()) continue;
      const Range input = ranges[groups[id]];
      const float missing = ratio * (input.high - input.low) - (range.high - range.low);
      if (missing > 0) range.high += missing;
    }
  }
  for (std::size_t id = 0; id < graph.tensors.size(); ++id) ranges[id] = ranges[groups[id]];
  return ranges;
}

}  // namespace ocellus::tools::quantize
