// TFLite_Detection_PostProcess: boxes from anchors, then non-maximum suppression. In floats.
#include <flatbuffers/flexbuffers.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "tests/operators/textbook/operators.hpp"

namespace ocellus::textbook {
namespace {

struct Options {
  std::int64_t max_detections;
  std::int64_t detections_per_class;
  std::int64_t classes_per_detection;
  std::int64_t classes;
  bool regular;
  float score_threshold;
  float iou_threshold;
  double y_scale, x_scale, h_scale, w_scale;
};

Options read_options(const std::vector<std::uint8_t>& bytes) {
  const flexbuffers::Map map = flexbuffers::GetRoot(bytes).AsMap();
  return {map["max_detections"].AsInt32(),
          map["detections_per_class"].IsNull() ? 100 : map["detections_per_class"].AsInt32(),
          std::min(map["max_classes_per_detection"].AsInt32(), map["num_classes"].AsInt32()),
          map["num_classes"].AsInt32(),
          map["use_regular_nms"].AsBool(),
          map["nms_score_threshold"].AsFloat(),
          map["nms_iou_threshold"].AsFloat(),
          static_cast<double>(map["y_scale"].AsFloat()),
          static_cast<double>(map["x_scale"].AsFloat()),
          static_cast<double>(map["h_scale"].AsFloat()),
          static_cast<double>(map["w_scale"].AsFloat())};
}

struct Box {
  float top, left, bottom, right;
};

// Boxes and anchors: centre y, centre x, height, width. Products in double, each rounded to float.
std::vector<Box> decoded(const Tensor& codes, const Tensor& anchors, const Options& options) {
  std::vector<Box> boxes;
  const std::int64_t width = codes.dimension(2);
  for (std::int64_t i = 0; i < codes.dimension(1); ++i) {
    const auto code = [&](std::int64_t k) {
      return static_cast<double>(codes.real(i * width + k));
    };
    const auto anchor = [&](std::int64_t k) {
      return static_cast<double>(anchors.real(i * 4 + k));
    };
    const auto y = static_cast<float>(code(0) / options.y_scale * anchor(2) + anchor(0));
    const auto x = static_cast<float>(code(1) / options.x_scale * anchor(3) + anchor(1));
    const auto half_height =
        static_cast<float>(0.5 * std::exp(code(2) / options.h_scale) * anchor(2));
    const auto half_width =
        static_cast<float>(0.5 * std::exp(code(3) / options.w_scale) * anchor(3));
    boxes.push_back({y - half_height, x - half_width, y + half_height, x + half_width});
  }
  return boxes;
}

float intersection_over_union(const Box& a, const Box& b) {
  const float area_a = (a.bottom - a.top) * (a.right - a.left);
  const float area_b = (b.bottom - b.top) * (b.right - b.left);
  if (area_a <= 0.0F || area_b <= 0.0F) return 0.0F;
  const float height = std::max(std::min(a.bottom, b.bottom) - std::max(a.top, b.top), 0.0F);
  const float width = std::max(std::min(a.right, b.right) - std::max(a.left, b.left), 0.0F);
  return height * width / (area_a + area_b - height * width);
}

// Numbers 0..n-1, the greatest score first; among equals the smaller number.
std::vector<std::size_t> by_score(const std::vector<float>& scores) {
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order,
                           [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
  return order;
}

// The boxes that stay, best first: each removes those behind it that overlap it too much.
std::vector<std::size_t> suppressed(const std::vector<Box>& boxes, const std::vector<float>& scores,
                                    const Options& options, std::int64_t most) {
  std::vector<std::size_t> kept;
  for (const std::size_t candidate : by_score(scores)) {
    if (scores[candidate] < options.score_threshold) continue;
    if (static_cast<std::int64_t>(kept.size()) >= most) break;
    const bool overlaps = std::ranges::any_of(kept, [&](std::size_t better) {
      return intersection_over_union(boxes[better], boxes[candidate]) > options.iou_threshold;
    });
    if (!overlaps) kept.push_back(candidate);
  }
  return kept;
}

struct Detection {
  std::size_t box;
  std::int64_t label;
  float score;
  std::int64_t place;  // in the outputs
};

}  // namespace

// Inputs: box codes 1 x n x 4, scores 1 x n x classes (perhaps with a background class in front),
// anchors n x 4. Outputs: boxes, classes, scores, count. Unused places hold zeros; the reference's
// fast variant leaves them as they were. With several classes for each detection that variant also
// counts on within a box and so leaves gaps; what it writes beyond its outputs is dropped here.
void detection_postprocess(const Operation& o) {
  const Options options = read_options(o.op.custom_options);
  const Tensor& scores = o.input(1);
  const std::vector<Box> boxes = decoded(o.input(0), o.input(2), options);
  const std::int64_t columns = scores.dimension(2);
  const std::int64_t background = columns - options.classes;
  const auto score = [&](std::size_t box, std::int64_t label) {
    return scores.real(static_cast<std::int64_t>(box) * columns + background + label);
  };
  std::vector<Detection> found;
  if (options.regular) {  // each class alone, the best of all in the end
    for (std::int64_t label = 0; label < options.classes; ++label) {
      std::vector<float> of_class;
      for (std::size_t i = 0; i < boxes.size(); ++i) of_class.push_back(score(i, label));
      for (const std::size_t box :
           suppressed(boxes, of_class, options, options.detections_per_class)) {
        found.push_back({box, label, of_class[box], 0});
      }
      std::ranges::stable_sort(found, std::ranges::greater{}, &Detection::score);
      if (static_cast<std::int64_t>(found.size()) > options.max_detections) {
        found.resize(static_cast<std::size_t>(options.max_detections));
      }
    }
    for (std::size_t i = 0; i < found.size(); ++i) found[i].place = static_cast<std::int64_t>(i);
  } else {  // boxes by their best scores, each with its best classes
    std::vector<std::vector<std::size_t>> labels;
    std::vector<float> best;
    for (std::size_t i = 0; i < boxes.size(); ++i) {
      std::vector<float> of_box;
      for (std::int64_t label = 0; label < options.classes; ++label) {
        of_box.push_back(score(i, label));
      }
      labels.push_back(by_score(of_box));
      best.push_back(of_box[labels.back()[0]]);
    }
    for (const std::size_t box : suppressed(boxes, best, options, options.max_detections)) {
      for (std::int64_t c = 0; c < options.classes_per_detection; ++c) {
        const auto label = static_cast<std::int64_t>(labels[box][static_cast<std::size_t>(c)]);
        const auto count = static_cast<std::int64_t>(found.size());
        found.push_back({box, label, score(box, label), options.classes_per_detection * count + c});
      }
    }
  }
  for (const Detection& detection : found) {
    const std::int64_t at = detection.place;
    if (at >= o.output(1).size()) continue;
    const Box& box = boxes[detection.box];
    o.output(0).set_real(4 * at, box.top);
    o.output(0).set_real(4 * at + 1, box.left);
    o.output(0).set_real(4 * at + 2, box.bottom);
    o.output(0).set_real(4 * at + 3, box.right);
    o.output(1).set_real(at, static_cast<float>(detection.label));
    o.output(2).set_real(at, detection.score);
  }
  o.output(3).set_real(0, static_cast<float>(found.size()));
}

}  // namespace ocellus::textbook
