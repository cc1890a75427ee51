// How far a tensor of an int8 model lies from the float model's.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace ocellus::tools::compare {

class Noise {
 public:
  // `steps`: the distance between two codes in real units, for each channel (the last dimension) or
  // one for all; 0 where there are no codes.
  explicit Noise(std::vector<float> steps) : steps_(std::move(steps)) {}

  // The same values of both models; whole rows of channels. What is not finite in the float model
  // has no right answer and is left out.
  void add(std::span<const float> exact, std::span<const float> found);

  // Of signal to noise. The signal is the variance of the float values or, where they never change,
  // their mean square. 120 for no noise, -120 for noise without a signal.
  double decibels() const;

  double largest() const { return largest_; }              // error, in real units
  double largest_steps() const { return largest_steps_; }  // error, in steps of the codes

 private:
  std::vector<float> steps_;
  double count_ = 0, sum_ = 0, squares_ = 0, noise_ = 0;
  double largest_ = 0, largest_steps_ = 0;
};

}  // namespace ocellus::tools::compare
