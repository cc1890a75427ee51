#include "tools/ocellus/quantize/detections.hpp"

#include <algorithm>
#include <cmath>

#include "tools/ocellus/quantize/encode.hpp"
#include "tools/ocellus/quantize/parallel.hpp"
#include "tools/ocellus/quantize/simulate.hpp"
#include "tools/ocellus/reference/exponential.hpp"

namespace ocellus::tools::quantize {
namespace {

using reference::FloatEngine;

constexpr float kSaturated = 6.25f;  // as in useful_inputs(): 0 or 1 in int8 from here on
constexpr double kSeen = 0.1;        // an anchor with such a score may show something
constexpr double kBackground = -3;   // a logit of score .05
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
  const FloatEngine engine(graph);
  std::vector<Range> seen(inputs.size());
  std::vector<double> sums(inputs.size());
  std::vector<double> counts(inputs.size());
  std::vector<double> best(inputs.size());
  in_parallel(inputs.size(), [&](std::size_t i) {
    const Head values = run(engine, head, inputs[i], {});
    for (const std::size_t anchor : anchors_seen(head, values)) {
      best[i] = std::max(best[i], score_of(head, values, anchor));
      for (std::size_t k = 0; k < head.coordinates; ++k) {
        const float value = values.boxes[anchor * head.coordinates + k];
        seen[i] = {std::min(seen[i].low, value), std::max(seen[i].high, value)};
        sums[i] += std::fabs(static_cast<double>(value));
        ++counts[i];
      }
    }
  });
  DetectionRanges ranges;
  ranges.scores = {-kSaturated, kSaturated};
  double sum = 0;
  double count = 0;
  // Pictures that show nothing speak only when none shows anything.
  const double least = std::min(kSeen, *std::max_element(best.begin(), best.end()));
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (best[i] < least) continue;
    ranges.boxes = {std::min(ranges.boxes.low, seen[i].low),
                    std::max(ranges.boxes.high, seen[i].high)};
    sum += sums[i];
    count += counts[i];
  }
  const float more = 0.1f * (ranges.boxes.high - ranges.boxes.low);
  ranges.boxes = {ranges.boxes.low - more, ranges.boxes.high + more};
  if (sum > 0) ranges.box_spread = static_cast<float>(sum / count);
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
