// How far two detectors' opinions of the same pictures lie apart.
//
// F are the float detections at kScore or better. A float detection is found when the int8 model
// has one of the same label, at kWeakScore or better, that overlaps it by kOverlap or more (the
// best such counts). An int8 detection at kScore or better is extra when the float model has none
// of the same label at kWeakScore or better that overlaps it so.
#pragma once

#include <cstddef>
#include <span>

#include "runtime/detect/detection.hpp"

namespace ocellus::tests {

class Agreement {
 public:
  static constexpr float kScore = 0.35f;
  static constexpr float kWeakScore = 0.30f;
  static constexpr float kOverlap = 0.5f;

  // The detections of one picture, all those at kWeakScore or better.
  void add(std::span<const Detection> exact, std::span<const Detection> quantized);

  std::size_t detections() const { return exact_; }
  double recall() const { return ratio(found_, exact_); }
  double extra() const { return ratio(extra_, quantized_); }
  // Means over the float detections that were found.
  double score_difference() const {
    return found_ == 0 ? 0 : score_sum_ / static_cast<double>(found_);
  }
  double overlap() const { return found_ == 0 ? 0 : overlap_sum_ / static_cast<double>(found_); }

 private:
  static double ratio(std::size_t part, std::size_t whole) {
    return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
  }

  std::size_t exact_ = 0;
  std::size_t found_ = 0;
  std::size_t quantized_ = 0;
  std::size_t extra_ = 0;
  double score_sum_ = 0;
  double overlap_sum_ = 0;
};

}  // namespace ocellus::tests
