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
#include "tools/ocellus/quantize/simulate.hpp"
#include "tools/ocellus/reference/float_engine.hpp"

namespace ocellus::tools::quantize {
namespace {

// The pictures that ranges and corrections are taken from, and those that judge them.
struct Pictures {
  Inputs calibration;
  Inputs aside;
};

Pictures divide(const Inputs& all) {
  Pictures pictures;
  for (std::size_t i = 0; i < all.size(); ++i) {
    (keeps_aside(i, all.size()) ? pictures.aside : pictures.calibration).push_back(all[i]);
  }
  if (pictures.aside.empty()) pictures.aside = all;
  return pictures;
}

// The float graph, or its equalised twin, and what its activations look like.
struct Variant {
  Graph graph;
  Statistics statistics;
  std::vector<std::vector<float>> factors;  // of channels, by TensorId; empty: not rescaled
};

// Everything about one trial that the report needs when it wins.
struct Attempt {
  Trial trial;
  const Variant* variant = nullptr;
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

std::vector<double> spreads_of(const Statistics& statistics) {
  std::vector<double> spreads(statistics.size());
  for (std::size_t id = 0; id < spreads.size(); ++id) {
    if (!statistics[id].histogram.counts.empty()) spreads[id] = statistics[id].histogram.spread();
  }
  return spreads;
}

void set_range(const Graph& graph, TensorId id, Range range, std::vector<Range>& ranges) {
  const std::vector<TensorId> groups = grid_groups(graph);
  for (std::size_t other = 0; other < groups.size(); ++other) {
    if (groups[other] == groups[id]) ranges[other] = range;
  }
}

std::vector<LayerReport> report_layers(const Attempt& best, const Inputs& aside) {
  const Graph& graph = best.variant->graph;
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
    layer.seen = best.variant->statistics[id].range;
    layer.grid = grid_of(best.encoded.graph.tensor(id));
    layer.decibels = errors[id].decibels();
    layer.floored = best.encoded.floored[index];
    layer.equalised = !best.variant->factors[id].empty();
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

bool keeps_aside(std::size_t index, std::size_t count) {
  constexpr std::size_t kEvery = 4;
  return count >= kEvery && index % kEvery == kEvery - 1;
}

Result<Quantized> quantize(const Graph& graph, const Inputs& pictures, Range input_range,
                           const Step& step) {
  if (const auto failure = check(graph, pictures)) return *failure;
  const auto next = [&] {
    if (step) step();
  };
  const Pictures divided = divide(pictures);

  Variant plain;
  plain.graph = graph;
  simplify(plain.graph);
  separate_grids(plain.graph);
  separate_constants(plain.graph);
  plain.factors.resize(plain.graph.tensors.size());
  next();
  plain.statistics = observe(reference::FloatEngine(plain.graph), divided.calibration, true);
  for (const TensorId id : plain.graph.outputs) {
    const Range seen = plain.statistics[id].range;
    if (!std::isfinite(seen.low) || !std::isfinite(seen.high)) {
      return refused("its output '" + plain.graph.tensor(id).name + "' is not finite",
                     "check the model and --input-range");
    }
  }
  const std::vector<double> spreads = spreads_of(plain.statistics);
  const auto head = find_detection_head(plain.graph, plain.statistics);
  DetectionRanges seen;
  if (head) seen = detection_ranges(plain.graph, *head, divided.calibration);

  Variant even;
  even.graph = plain.graph;
  even.factors = equalise(even.graph, plain.statistics);
  next();
  even.statistics = observe(reference::FloatEngine(even.graph), divided.calibration, true);

  std::optional<Attempt> best;
  Quantized result;
  for (const Variant* variant : {&plain, &even}) {
    for (const bool clipped : {false, true}) {
      // A few stray values must not set the grid of an output, whatever the inner rule.
      std::vector<Range> ranges = choose_ranges(
          variant->graph, variant->statistics, input_range,
          clipped ? RangeRule::kLeastSquares : RangeRule::kMinMax, RangeRule::kLeastBounded);
      if (head) {
        set_range(variant->graph, head->scores, seen.scores, ranges);
        set_range(variant->graph, head->boxes, seen.boxes, ranges);
      }
      for (const bool corrected : {false, true}) {
        if (corrected || !clipped) next();
        Attempt attempt;
        attempt.trial = {variant == &even, clipped, corrected, 0};
        attempt.variant = variant;
        attempt.ranges = ranges;
        attempt.encoded =
            encode(corrected ? correct_biases(variant->graph, ranges, divided.calibration)
                             : variant->graph,
                   ranges);
        const Graph& encoded = attempt.encoded.graph;
        attempt.trial.loss = head ? detection_loss(plain.graph, encoded, *head, seen, divided.aside)
                                  : loss_of(plain.graph, encoded, divided.aside, spreads);
        result.trials.push_back(attempt.trial);
        if (!best || attempt.trial.loss < best->trial.loss) {
          best = std::move(attempt);
          result.chosen = result.trials.size() - 1;
        }
      }
    }
  }

  next();
  result.layers = report_layers(*best, divided.aside);
  result.graph = std::move(best->encoded.graph);
  result.channel_factors = best->variant->factors;
  result.calibrated_on = divided.calibration.size();
  result.kept_aside = pictures.size() - divided.calibration.size();
  return result;
}

}  // namespace ocellus::tools::quantize
