// How far two detectors' opinions of the same pictures lie apart.
//
// F are the float detections at `score` or better. A float detection is found when the int8 model
// has one of the same label, at `weak_score` or better, that overlaps it by `overlap` or more (the
// best such counts). An int8 detection at `score` or better is extra when the float model has none
// of the same label at `weak_score` or better that overlaps it so.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "runtime/detect/detection.hpp"

namespace ocellus::tests {

struct Thresholds {
  float score = 0.35f;
  float weak_score = 0.30f;
  float overlap = 0.5f;
};

struct Finding {
  Detection detection;
  std::vector<Point> key_points;  // pixels of the picture; as many for every finding
};

class Agreement {
 public:
  explicit Agreement(Thresholds thresholds) : thresholds_(thresholds) {}

  // The detections of one picture, all those at `weak_score` or better.
  void add(std::span<const Finding> exact, std::span<const Finding> quantized);

  std::size_t detections() const { return exact_; }
  std::size_t pictures_with_detections() const { return pictures_; }
  double recall() const { return ratio(found_, exact_); }
  double extra() const { return ratio(extra_, quantized_); }
  // Means over the float detections that were found.
  double score_difference() const { return mean(score_sum_, found_); }
  double overlap() const { return mean(overlap_sum_, found_); }
  // The mean distance of key points in sizes of the float detection's box, which is the root of its
  // area.
  double key_point_distance() const { return mean(key_point_sum_, key_points_); }

 private:
  static double ratio(std::size_t part, std::size_t whole) {
    return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
  }
  static double mean(double sum, std::size_t count) {
    return count == 0 ? 0 : sum / static_cast<double>(count);
  }
  const Finding* best_match(const Finding& wanted, std::span<const Finding> among) const;

  Thresholds thresholds_;
  std::size_t pictures_ = 0;
  std::size_t exact_ = 0;
  std::size_t found_ = 0;
  std::size_t quantized_ = 0;
  std::size_t extra_ = 0;
  std::size_t key_points_ = 0;
  double score_sum_ = 0;
  double overlap_sum_ = 0;
  double key_point_sum_ = 0;
};

}  // namespace ocellus::tests
