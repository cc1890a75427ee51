#include "tools/ocellus/quantize/quantize.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "tools/ocellus/graph/fold.hpp"
#include "tools/ocellus/quantize/channels.hpp"
#include "tools/ocellus/quantize/correct_bias.hpp"
#include "tools/ocellus/quantize/detections.hpp"
#include "tools/ocellus/quantize/encode.hpp"
#include "tools/ocellus/quantize/equalise.hpp"
#include "tools/ocellus/quantize/grid_rules.hpp"
#include "tools/ocellus/quantize/ranges.hpp"
#include "tools/ocellus/quantize/relevance.hpp"
#include "tools/ocellus/quantize/simulate.hpp"
#include "tools/ocellus/reference/float_engine.hpp"

namespace ocellus::tools::quantize {
namespace {

// The pictures that trials are calibrated on, and those that judge them.
struct Pictures {
  Inputs calibration;
  Inputs aside;
};

Pictures divide(const Inputs& all) {
  constexpr std::size_t kEvery = 4;
  if (all.size() < kEvery) return {all, all};
  Pictures pictures;
  for (std::size_t i = 0; i < all.size(); ++i) {
    (i % kEvery == kEvery - 1 ? pictures.aside : pictures.calibration).push_back(all[i]);
  }
  return pictures;
}

// Some pictures, and what in them matters.
struct Calibration {
  const Inputs& pictures;
  std::vector<Relevance> relevances;  // empty: everything alike
  DetectionRanges seen;               // of a detector
};

Calibration calibrate(const Graph& graph, const std::optional<DetectionHead>& head, bool relevant,
                      const Inputs& pictures) {
  Calibration calibration{pictures, {}, {}};
  if (head) {
    if (relevant) calibration.relevances = relevances_of(graph, *head, pictures);
    calibration.seen = detection_ranges(graph, *head, pictures);
  }
  return calibration;
}

// The float graph, or its equalised twin, and what its activations look like.
struct Variant {
  Graph graph;
  Statistics statistics;
  std::vector<std::vector<float>> factors;  // of channels, by TensorId; empty: not rescaled
};

Variant make_variant(const Graph& graph, bool equalised, const Calibration& calibration) {
  Variant variant{graph, {}, std::vector<std::vector<float>>(graph.tensors.size())};
  const auto look = [&](bool histograms) {
    return observe(reference::FloatEngine(variant.graph), calibration.pictures, histograms,
                   calibration.relevances);
  };
  if (equalised) variant.factors = equalise(variant.graph, look(false));
  variant.statistics = look(true);
  return variant;
}

// Everything about one trial that the report needs when it wins.
struct Attempt {
  std::vector<Range> ranges;
  Encoded encoded;
};

Failure refused(std::string what, std::string remedy) {
  return {"the model", std::move(what), std::move(remedy)};
}

std::optional<Failure> check(const Graph& graph, const Inputs& pictures) {
  if (!graph.is_float()) return refused("it is int8 already", "nothing is left to quantize");
  if (graph.inputs.size() != 1) {
    return refused("it has " + std::to_string(graph.inputs.size()) + " inputs",
                   "only models with one input can be calibrated with pictures");
  }
  if (const std::string faults = cannot_quantize(graph); !faults.empty()) {
    return refused("not all of it can become int8: " + faults, "change the model");
  }
  if (pictures.empty()) return refused("there are no pictures to calibrate it with", "");
  return std::nullopt;
}

double loss_of(const Graph& exact, const Graph& encoded, const Inputs& aside,
               const std::vector<double>& spreads) {
  const std::vector<Error> errors = errors_of(exact, encoded, aside, spreads);
  double sum = 0;
  for (const TensorId id : exact.outputs) sum += errors[id].bounded;
  return sum / static_cast<double>(exact.outputs.size());
}

// How much each output may be off before it counts. Of a mask nearly all values are 0 or 1, and its
// quartiles say nothing: not less than 1/64 of all that was seen.
std::vector<double> spreads_of(const Statistics& statistics) {
  std::vector<double> spreads(statistics.size());
  for (std::size_t id = 0; id < spreads.size(); ++id) {
    const Histogram& histogram = statistics[id].histogram;
    if (histogram.counts.empty()) continue;
    const double width = static_cast<double>(histogram.range.high) - histogram.range.low;
    spreads[id] = std::max(histogram.spread(), width / 64);
  }
  return spreads;
}

void set_range(const Graph& graph, TensorId id, Range range, std::vector<Range>& ranges) {
  const std::vector<TensorId> groups = grid_groups(graph);
  for (std::size_t other = 0; other < groups.size(); ++other) {
    if (groups[other] == groups[id]) ranges[other] = range;
  }
}

Attempt attempt(const Variant& variant, const Trial& trial, const Calibration& calibration,
                const std::optional<DetectionHead>& head, Range input_range) {
  // A few stray values must not set the grid of an output, whatever the inner rule.
  std::vector<Range> ranges = choose_ranges(
      variant.graph, variant.statistics, input_range,
      trial.clipped ? RangeRule::kLeastSquares : RangeRule::kMinMax, RangeRule::kLeastBounded);
  if (head) {
    set_range(variant.graph, head->scores, calibration.seen.scores, ranges);
    set_range(variant.graph, head->boxes, calibration.seen.boxes, ranges);
  }
  Encoded encoded = encode(
      trial.biases_corrected
          ? correct_biases(variant.graph, ranges, calibration.pictures, calibration.relevances)
          : variant.graph,
      ranges);
  return {std::move(ranges), std::move(encoded)};
}

std::vector<LayerReport> report_layers(const Variant& variant, const Attempt& best,
                                       const Inputs& aside) {
  const Graph& graph = variant.graph;
  const std::vector<Error> errors = errors_of(graph, best.encoded.graph, aside);
  const std::vector<TensorId> groups = grid_groups(graph);
  std::vector<std::int32_t> members(graph.tensors.size());
  for (std::size_t id = 0; id < groups.size(); ++id) {
    if (!graph.tensors[id].constant()) ++members[groups[id]];
  }
  std::vector<bool> is_output(graph.tensors.size());
  for (const TensorId id : graph.outputs) is_output[groups[id]] = true;

  std::vector<LayerReport> layers;
  for (std::size_t index = 0; index < graph.operators.size(); ++index) {
    const Operator& op = graph.operators[index];
    const TensorId id = op.outputs[0];
    if (best.encoded.graph.tensor(id).quantization.empty()) continue;  // ARG_MAX's indices
    LayerReport layer;
    layer.source_index = op.source_index;
    layer.operator_name = name(op);
    layer.tensor = graph.tensor(id).name;
    layer.seen = variant.statistics[id].range;
    layer.grid = grid_of(best.encoded.graph.tensor(id));
    layer.decibels = errors[id].decibels();
    layer.floored = best.encoded.floored[index];
    layer.equalised = !variant.factors[id].empty();
    layer.shared = members[groups[id]] > 1;
    // Less than half of what was seen: not the fringe of a distribution, but something far off.
    const Range kept = best.ranges[id];
    layer.heavy_tail =
        is_output[groups[id]] && (kept.high - kept.low) < 0.5f * (layer.seen.high - layer.seen.low);
    layers.push_back(std::move(layer));
  }
  return layers;
}

}  // namespace

Result<Quantized> quantize(const Graph& graph, const Inputs& pictures, Range input_range,
                           const Step& step) {
  if (const auto failure = check(graph, pictures)) return *failure;
  const auto next = [&] {
    if (step) step();
  };
  const Pictures divided = divide(pictures);

  Graph exact = graph;
  simplify(exact);
  separate_grids(exact);
  separate_constants(exact);
  next();
  const Statistics first = observe(reference::FloatEngine(exact), divided.calibration, true);
  for (const TensorId id : exact.outputs) {
    if (!std::isfinite(first[id].range.low) || !std::isfinite(first[id].range.high)) {
      return refused("its output '" + exact.tensor(id).name + "' is not finite",
                     "check the model and --input-range");
    }
  }
  const std::vector<double> spreads = spreads_of(first);
  const auto head = find_detection_head(exact, first);

  Quantized result;
  for (const bool relevant : {false, true}) {
    if (relevant && !head) {
      for (std::size_t skipped = 0; skipped < 10; ++skipped) next();
      break;
    }
    const Calibration calibration = calibrate(exact, head, relevant, divided.calibration);
    for (const bool equalised : {false, true}) {
      next();
      const Variant variant = make_variant(exact, equalised, calibration);
      for (const bool clipped : {false, true}) {
        for (const bool corrected : {false, true}) {
          next();
          Trial trial{relevant, equalised, clipped, corrected, 0};
          const Graph encoded =
              attempt(variant, trial, calibration, head, input_range).encoded.graph;
          trial.loss = head ? detection_loss(exact, encoded, *head, calibration.seen, divided.aside)
                            : loss_of(exact, encoded, divided.aside, spreads);
          result.trials.push_back(trial);
          if (trial.loss < result.trials[result.chosen].loss) {
            result.chosen = result.trials.size() - 1;
          }
        }
      }
    }
  }

  // Once more in the way that won, with every picture.
  next();
  const Trial& way = result.trials[result.chosen];
  const Calibration all = calibrate(exact, head, way.relevant, pictures);
  const Variant variant = make_variant(exact, way.equalised, all);
  Attempt best = attempt(variant, way, all, head, input_range);
  next();
  result.layers = report_layers(variant, best, divided.aside);
  result.graph = std::move(best.encoded.graph);
  result.channel_factors = variant.factors;
  result.calibrated_on = pictures.size();
  result.kept_aside = pictures.size() - divided.calibration.size();
  return result;
}

}  // namespace ocellus::tools::quantize
