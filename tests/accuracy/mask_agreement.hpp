// How far two segmentations of the same pictures lie apart.
//
// A mask gives every pixel a value from 0 to 1; what lies above kInside belongs to the thing.
#pragma once

#include <cstddef>
#include <span>

namespace ocellus::tests {

class MaskAgreement {
 public:
  static constexpr float kInside = 0.5f;
  // A picture shows something when this share of the float mask's pixels lies inside.
  static constexpr double kLeastShown = 0.01;

  // The masks of one picture, of equal size.
  void add(std::span<const float> exact, std::span<const float> quantized);

  std::size_t pictures() const { return pictures_; }
  std::size_t shown() const { return shown_; }  // pictures that show something
  // The mean absolute difference of all values.
  double difference() const { return values_ > 0 ? difference_sum_ / values_ : 0; }
  // Intersection over union of the two insides: its mean over the pictures that show something, and
  // its smallest.
  double overlap() const { return shown_ == 0 ? 0 : overlap_sum_ / static_cast<double>(shown_); }
  double least_overlap() const { return least_overlap_; }

 private:
  std::size_t pictures_ = 0;
  std::size_t shown_ = 0;
  double values_ = 0;
  double difference_sum_ = 0;
  double overlap_sum_ = 0;
  double least_overlap_ = 1;
};

}  // namespace ocellus::tests
