#include "tools/ocellus/quantize/detections.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "tools/ocellus/quantize/encode.hpp"
#include "tools/ocellus/quantize/parallel.hpp"
#include "tools/ocellus/quantize/simulate.hpp"
#include "tools/ocellus/reference/exponential.hpp"

namespace ocellus::tools::quantize {
namespace {

using reference::FloatEngine;

constexpr float kSaturated = 6.25f;  // as in useful_inputs(): 0 or 1 in int8 from here on
constexpr double kSeen = 0.1;        // an anchor with such a score may show something
constexpr double kRare = 0.001;
constexpr double kBackground = -3;  // a logit of score .05
constexpr double kMostBackground = 0.75;

// Whether most values are logits that say "nothing here".
bool mostly_background(const Histogram& histogram) {
  double below = 0;
  double all = 0;
  for (std::size_t b = 0; b < histogram.counts.size(); ++b) {
    const auto count = static_cast<double>(histogram.counts[b]);
    all += count;
    if (histogram.centre(b) < kBackground) below += count;
  }
  return below > kMostBackground * all;
}

// The two outputs of one picture.
struct Head {
  std::vector<float> scores;
  std::vector<float> boxes;
};

Head run(const FloatEngine& engine, const DetectionHead& head, const std::vector<float>& input,
         const reference::Visitor& visit) {
  auto outputs = engine.infer(input, visit);
  Head result;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    if (engine.graph().outputs[i] == head.scores) result.scores = std::move(outputs[i]);
    if (engine.graph().outputs[i] == head.boxes) result.boxes = std::move(outputs[i]);
  }
  return result;
}

// The best class of an anchor.
double score_of(const DetectionHead& head, const Head& values, std::size_t anchor) {
  const auto first = values.scores.begin() + static_cast<std::ptrdiff_t>(anchor * head.classes);
  const float logit = *std::max_element(first, first + static_cast<std::ptrdiff_t>(head.classes));
  return reference::logistic(static_cast<double>(logit));
}

// Those that score kSeen or more; if there are none, the best.
std::vector<std::size_t> anchors_seen(const DetectionHead& head, const Head& values) {
  std::vector<std::size_t> seen;
  std::size_t best = 0;
  double best_score = -1;
  for (std::size_t a = 0; a < head.anchors; ++a) {
    const double score = score_of(head, values, a);
    if (score >= kSeen) seen.push_back(a);
    if (score > best_score) {
      best = a;
      best_score = score;
    }
  }
  if (seen.empty()) seen.push_back(best);
  return seen;
}

struct Weighted {
  float value;
  float weight;
};

// From 0 to the values beyond which kRare of the weight lies, on either side.
Range without_rare(std::vector<Weighted> values) {
  std::sort(values.begin(), values.end(), [](const Weighted& a, const Weighted& b) {
    return std::pair(a.value, a.weight) < std::pair(b.value, b.weight);
  });
  double whole = 0;
  for (const Weighted& one : values) whole += static_cast<double>(one.weight);
  Range range;
  const auto reach = [&](float& end, const auto& outside) {
    double beyond = 0;
    for (const Weighted& one : outside) {
      beyond += static_cast<double>(one.weight);
      if (beyond <= kRare * whole) continue;
      end = one.value;
      return;
    }
  };
  reach(range.low, values);
  std::reverse(values.begin(), values.end());
  reach(range.high, values);
  return {std::min(range.low, 0.0f), std::max(range.high, 0.0f)};
}

double bounded(double difference, double scale) {
  const double squared = difference * difference;
  return squared / (squared + scale * scale);
}

}  // namespace

std::optional<DetectionHead> find_detection_head(const Graph& graph, const Statistics& statistics) {
  if (graph.outputs.size() != 2) return std::nullopt;
  for (const std::size_t first : {0, 1}) {
    const TensorId scores = graph.outputs[first];
    const TensorId boxes = graph.outputs[1 - first];
    const std::vector<std::int32_t>& s = graph.tensor(scores).shape;
    const std::vector<std::int32_t>& b = graph.tensor(boxes).shape;
    const bool fits = s.size() == 3 && b.size() == 3 && s[0] == 1 && b[0] == 1 && s[1] == b[1] &&
                      s[1] > 1 && b[2] >= 4 && b[2] % 2 == 0;
    // Boxes are signed as often as not; background lies to one side.
    if (!fits || !mostly_background(statistics[scores].histogram)) continue;
    return DetectionHead{scores, boxes, static_cast<std::size_t>(s[1]),
                         static_cast<std::size_t>(s[2]), static_cast<std::size_t>(b[2])};
  }
  return std::nullopt;
}

std::vector<AnchorWeights> anchors_that_matter(const Graph& graph, const DetectionHead& head,
                                               const Inputs& inputs) {
  const FloatEngine engine(graph);
  std::vector<AnchorWeights> weights(inputs.size());
  std::vector<double> best(inputs.size());
  in_parallel(inputs.size(), [&](std::size_t i) {
    const Head values = run(engine, head, inputs[i], {});
    weights[i].resize(head.anchors);
    for (const std::size_t anchor : anchors_seen(head, values)) {
      const double score = score_of(head, values, anchor);
      weights[i][anchor] = static_cast<float>(score);
      best[i] = std::max(best[i], score);
    }
  });
  const bool any = *std::max_element(best.begin(), best.end()) >= kSeen;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (best[i] >= kSeen) continue;
    if (any) {
      weights[i].clear();
    } else {
      for (float& weight : weights[i]) weight = weight > 0 ? 1.0f : 0.0f;
    }
  }
  return weights;
}

DetectionRanges detection_ranges(const Graph& graph, const DetectionHead& head,
                                 const Inputs& inputs) {
  const std::vector<AnchorWeights> weights = anchors_that_matter(graph, head, inputs);
  const FloatEngine engine(graph);
  std::vector<std::vector<Weighted>> seen(inputs.size());
  in_parallel(inputs.size(), [&](std::size_t i) {
    if (weights[i].empty()) return;
    const Head values = run(engine, head, inputs[i], {});
    for (std::size_t anchor = 0; anchor < head.anchors; ++anchor) {
      if (weights[i][anchor] == 0) continue;
      for (std::size_t k = 0; k < head.coordinates; ++k) {
        seen[i].push_back({values.boxes[anchor * head.coordinates + k], weights[i][anchor]});
      }
    }
  });
  DetectionRanges ranges;
  ranges.scores = {-kSaturated, kSaturated};
  std::vector<Weighted> all;
  double sum = 0;
  for (const std::vector<Weighted>& of_input : seen) {
    for (const Weighted& one : of_input) sum += std::fabs(static_cast<double>(one.value));
    all.insert(all.end(), of_input.begin(), of_input.end());
  }
  const Range kept = without_rare(all);
  const float more = 0.1f * (kept.high - kept.low);
  ranges.boxes = {kept.low - more, kept.high + more};
  if (sum > 0) ranges.box_spread = static_cast<float>(sum / static_cast<double>(all.size()));
  return ranges;
}

double detection_loss(const Graph& exact, const Graph& encoded, const DetectionHead& head,
                      const DetectionRanges& ranges, const Inputs& inputs) {
  const Graph decoded = decode(encoded);
  const FloatEngine exact_engine(exact);
  const FloatEngine engine(decoded);
  std::vector<double> losses(inputs.size());
  in_parallel(inputs.size(), [&](std::size_t i) {
    const Head a = run(exact_engine, head, inputs[i], {});
    const Head b = run(engine, head, inputs[i], [&](TensorId id, std::span<float> values) {
      if (id == encoded.inputs[0]) {
        round_input(encoded.tensor(id), values);
      } else {
        round_activation(encoded.tensor(id), values);
      }
    });
    std::vector<std::size_t> anchors = anchors_seen(head, a);
    for (const std::size_t anchor : anchors_seen(head, b)) anchors.push_back(anchor);
    std::sort(anchors.begin(), anchors.end());
    anchors.erase(std::unique(anchors.begin(), anchors.end()), anchors.end());
    double sum = 0;
    for (const std::size_t anchor : anchors) {
      const double wanted = score_of(head, a, anchor);
      const double found = score_of(head, b, anchor);
      sum += bounded(wanted - found, kSeen);
      double boxes = 0;
      for (std::size_t k = 0; k < head.coordinates; ++k) {
        const std::size_t at = anchor * head.coordinates + k;
        boxes += bounded(static_cast<double>(a.boxes[at] - b.boxes[at]),
                         static_cast<double>(ranges.box_spread / 4));
      }
      sum += std::max(wanted, found) * boxes / static_cast<double>(head.coordinates);
    }
    losses[i] = sum / static_cast<double>(2 * anchors.size());
  });
  double sum = 0;
  for (const double loss : losses) sum += loss;
  return sum / static_cast<double>(inputs.size());
}

}  // namespace ocellus::tools::quantize
