// TFLite_Detection_PostProcess: boxes from codes and anchors, then non-maximum suppression. In
// floats, by the four operations alone and in one order, so the bits are the same everywhere.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include "runtime/exponential.hpp"
#include "runtime/kernels/operands.hpp"

namespace ocellus::kernels {

// Inputs, float: codes [boxes, code_width], of which the first four are y, x, height and width;
// scores [boxes, score_width], the last `classes` of them: the background's may be in front.
// Constants: anchors [boxes, 4], float: centre y and x, height, width.
//
// Outputs, float, best score first: boxes [places, 4] as top, left, bottom, right; their classes
// [places]; their scores [places]; and how many there are. Places without a detection hold zeros.
// Like the reference, it gives up when any box is empty, whatever its score: then there are none.
//
// With `regular` 1, each class is suppressed alone and keeps detections_per_class boxes; the best
// max_detections of all classes are given. With 0, boxes are suppressed by their best scores; the
// best max_detections boxes are given, each with its best classes_per_detection classes. If these
// are several, the reference leaves gaps: a box's class c, as detection number n of all, is at
// place classes_per_detection * n + c, and not given where that is past the end.
struct DetectionPostProcess {
  std::uint32_t boxes = 0;
  std::uint32_t code_width = 4;   // at least 4
  std::uint32_t score_width = 1;  // classes, or one more
  std::uint32_t classes = 1;
  std::uint32_t places = 1;  // at least max_detections, but for several classes per detection
  std::uint32_t max_detections = 1;
  std::uint32_t detections_per_class = 1;
  std::uint32_t classes_per_detection = 1;  // at most `classes`
  std::uint8_t regular = 0;
  std::uint32_t score_threshold_bits = 0;  // of floats, here and below
  std::uint32_t iou_threshold_bits = 0;
  std::uint32_t y_scale_bits = 0;
  std::uint32_t x_scale_bits = 0;
  std::uint32_t height_scale_bits = 0;
  std::uint32_t width_scale_bits = 0;

  // For each box its corners, its score and its number in the list of candidates.
  constexpr std::size_t scratch_bytes() const { return std::size_t{boxes} * 24; }
  bool operator==(const DetectionPostProcess&) const = default;
};

namespace detection {

struct Corners {
  float top, left, bottom, right;
};

// 0 where either has no area.
[[gnu::always_inline]] inline float intersection_over_union(const Corners& a, const Corners& b) {
  const float area_a = (a.bottom - a.top) * (a.right - a.left);
  const float area_b = (b.bottom - b.top) * (b.right - b.left);
  if (area_a <= 0 || area_b <= 0) return 0;
  const float top = a.top < b.top ? b.top : a.top;
  const float left = a.left < b.left ? b.left : a.left;
  const float bottom = b.bottom < a.bottom ? b.bottom : a.bottom;
  const float right = b.right < a.right ? b.right : a.right;
  const float height = bottom - top < 0 ? 0 : bottom - top;
  const float width = right - left < 0 ? 0 : right - left;
  const float both = height * width;
  return both / (area_a + area_b - both);
}

// Centre, in units of an anchor's size and divided by `scale`, to the picture's units.
[[gnu::always_inline]] inline float centre(float code, std::uint32_t scale, float size, float at) {
  const double scaled =
      static_cast<double>(code) / static_cast<double>(std::bit_cast<float>(scale));
  return static_cast<float>(scaled * static_cast<double>(size) + static_cast<double>(at));
}

[[gnu::always_inline]] inline float half(float code, std::uint32_t scale, float size) {
  const double scaled =
      static_cast<double>(code) / static_cast<double>(std::bit_cast<float>(scale));
  return static_cast<float>(0.5 * exponential(scaled) * static_cast<double>(size));
}

// All boxes; false when one of them is empty.
[[gnu::always_inline]] inline bool decode(const DetectionPostProcess& op, const float* codes,
                                          const float* anchors, Corners* boxes) {
  bool none_empty = true;
  for (std::uint32_t i = 0; i < op.boxes; ++i, codes += op.code_width, anchors += 4) {
    const float y = centre(codes[0], op.y_scale_bits, anchors[2], anchors[0]);
    const float x = centre(codes[1], op.x_scale_bits, anchors[3], anchors[1]);
    const float half_height = half(codes[2], op.height_scale_bits, anchors[2]);
    const float half_width = half(codes[3], op.width_scale_bits, anchors[3]);
    const Corners box = {y - half_height, x - half_width, y + half_height, x + half_width};
    none_empty = none_empty && !(box.top >= box.bottom || box.left >= box.right);
    boxes[i] = box;
  }
  return none_empty;
}

// The candidates that are not yet chosen or suppressed, by their number from the first box on.
struct Candidates {
  const Corners* boxes;
  const float* scores;  // by box
  std::uint32_t* numbers;
  std::uint32_t count;

  [[gnu::always_inline]] void collect(std::uint32_t all, float threshold) {
    count = 0;
    for (std::uint32_t i = 0; i < all; ++i) {
      if (scores[i] >= threshold) numbers[count++] = i;
    }
  }
  // The best, the first of equals. Not of none.
  [[gnu::always_inline]] std::uint32_t best() const {
    std::uint32_t found = numbers[0];
    for (std::uint32_t i = 1; i < count; ++i) {
      if (scores[numbers[i]] > scores[found]) found = numbers[i];
    }
    return found;
  }
  // Drops `chosen` and what overlaps it by more than the threshold.
  [[gnu::always_inline]] void suppress(std::uint32_t chosen, float threshold) {
    std::uint32_t left = 0;
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::uint32_t number = numbers[i];
      if (number == chosen) continue;
      if (intersection_over_union(boxes[chosen], boxes[number]) > threshold) continue;
      numbers[left++] = number;
    }
    count = left;
  }
};

// The four outputs.
struct Detections {
  Corners* boxes;
  float* classes;
  float* scores;
  float* count;
  std::uint32_t places;

  [[gnu::always_inline]] void clear() {
    for (std::uint32_t i = 0; i < places; ++i) {
      boxes[i] = {0, 0, 0, 0};
      classes[i] = 0;
      scores[i] = 0;
    }
    *count = 0;
  }
  [[gnu::always_inline]] void set(std::uint32_t place, const Corners& box, std::uint32_t label,
                                  float score) {
    boxes[place] = box;
    classes[place] = static_cast<float>(label);
    scores[place] = score;
  }
  // Into the first `held`, which are sorted, behind equal scores; the last falls out at `most`.
  [[gnu::always_inline]] std::uint32_t insert(std::uint32_t held, std::uint32_t most,
                                              const Corners& box, std::uint32_t label,
                                              float score) {
    std::uint32_t at = held < most ? held : most - 1;
    if (held == most && !(score > scores[at])) return held;
    for (; at > 0 && score > scores[at - 1]; --at) {
      boxes[at] = boxes[at - 1];
      classes[at] = classes[at - 1];
      scores[at] = scores[at - 1];
    }
    set(at, box, label, score);
    return held < most ? held + 1 : most;
  }
};

// The class that follows `last` when a box's classes are sorted by score, equals by number; the
// first if `last` is `classes`. A class in any case, also where a NaN leaves no order.
[[gnu::always_inline]] inline std::uint32_t next_class(const float* scores, std::uint32_t classes,
                                                       std::uint32_t last) {
  std::uint32_t found = classes;
  for (std::uint32_t c = 0; c < classes; ++c) {
    const bool follows =
        last == classes || scores[c] < scores[last] || (!(scores[c] > scores[last]) && c > last);
    if (follows && (found == classes || scores[c] > scores[found])) found = c;
  }
  return found == classes ? last : found;
}

}  // namespace detection

[[gnu::always_inline]] inline void run(const DetectionPostProcess& op, const Operands& at) {
  const auto* const codes = reinterpret_cast<const float*>(at.inputs[0]);
  const auto* const scores =
      reinterpret_cast<const float*>(at.inputs[1]) + (op.score_width - op.classes);
  const auto* const anchors = reinterpret_cast<const float*>(at.constants);
  const auto score_threshold = std::bit_cast<float>(op.score_threshold_bits);
  const auto iou_threshold = std::bit_cast<float>(op.iou_threshold_bits);
  auto* const boxes = reinterpret_cast<detection::Corners*>(at.scratch);
  auto* const box_scores = reinterpret_cast<float*>(boxes + op.boxes);
  detection::Candidates left = {boxes, box_scores,
                                reinterpret_cast<std::uint32_t*>(box_scores + op.boxes), 0};
  detection::Detections found = {
      reinterpret_cast<detection::Corners*>(at.outputs[0]), reinterpret_cast<float*>(at.outputs[1]),
      reinterpret_cast<float*>(at.outputs[2]), reinterpret_cast<float*>(at.outputs[3]), op.places};
  found.clear();
  if (!detection::decode(op, codes, anchors, boxes)) return;
  std::uint32_t count = 0;
  if (op.regular != 0) {
    for (std::uint32_t label = 0; label < op.classes; ++label) {
      for (std::uint32_t i = 0; i < op.boxes; ++i) {
        box_scores[i] = scores[std::size_t{i} * op.score_width + label];
      }
      left.collect(op.boxes, score_threshold);
      for (std::uint32_t n = 0; n < op.detections_per_class && left.count > 0; ++n) {
        const std::uint32_t best = left.best();
        count = found.insert(count, op.max_detections, boxes[best], label, box_scores[best]);
        left.suppress(best, iou_threshold);
      }
    }
  } else {
    for (std::uint32_t i = 0; i < op.boxes; ++i) {
      const float* const of_box = scores + std::size_t{i} * op.score_width;
      box_scores[i] = of_box[detection::next_class(of_box, op.classes, op.classes)];
    }
    left.collect(op.boxes, score_threshold);
    for (std::uint32_t n = 0; n < op.max_detections && left.count > 0; ++n) {
      const std::uint32_t best = left.best();
      const float* const of_box = scores + std::size_t{best} * op.score_width;
      std::uint32_t label = op.classes;
      for (std::uint32_t c = 0; c < op.classes_per_detection; ++c, ++count) {
        label = detection::next_class(of_box, op.classes, label);
        const std::uint32_t place = op.classes_per_detection * count + c;
        if (place < op.places) found.set(place, boxes[best], label, of_box[label]);
      }
      left.suppress(best, iou_threshold);
    }
  }
  *found.count = static_cast<float>(count);
}

}  // namespace ocellus::kernels
