// An int8 graph in float arithmetic: its weights, biases and grids, but sums without rounding.
//
// What the kernels compute lies within a code or so of it, and every tensor can be compared with
// the float model's.
#pragma once

#include <span>
#include <vector>

#include "tools/ocellus/graph/graph.hpp"
#include "tools/ocellus/quantize/statistics.hpp"

namespace ocellus::tools::quantize {

// How far an int8 model's values of one tensor lie from the float model's.
struct Error {
  double signal = 0;  // the mean square of the float values, about their mean
  double noise = 0;   // the mean square of the difference
  // The mean of d^2 / (d^2 + s^2), d being the difference and s the spread given for the tensor:
  // 0 when all is exact, 1 when nothing is right. One value, however wild, counts as one value.
  double bounded = 0;

  double decibels() const;  // of signal to noise; 120 for no noise
};

// By TensorId, over all inputs; zeros for constants and for graph inputs. Both graphs have the same
// tensors. `spreads`, by TensorId, may be empty; then `bounded` stays 0.
std::vector<Error> errors_of(const Graph& exact, const Graph& encoded, const Inputs& inputs,
                             const std::vector<double>& spreads = {});

// Replaces values by those that the int8 tensor can hold: a graph's input, any other activation.
void round_input(const Tensor& tensor, std::span<float> values);
void round_activation(const Tensor& tensor, std::span<float> values);

}  // namespace ocellus::tools::quantize
