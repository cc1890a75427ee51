// A tensor of an int8 model as real values, in the units of the float model it was made from.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "tools/ocellus/graph/graph.hpp"
#include "tools/ocellus/quantize/grid.hpp"

namespace ocellus::tools::compare {

// For each channel of a tensor, what the quantizer multiplied its values by so that channels reach
// alike far; its readers divide by it again. Empty: nothing.
using ChannelFactors = std::vector<float>;

class TensorValues {
 public:
  // Of int8, uint8, float32, or indices; `tensor` as an imported or quantized graph has it.
  TensorValues(const Tensor& tensor, ChannelFactors factors);

  std::vector<float> read(std::span<const std::byte> bytes) const;
  // The codes nearest to `values`; `input`: with the rounding by which boards fill an input.
  void write(std::span<const float> values, std::span<std::byte> bytes, bool input) const;

  // How many of `values` lie more than half a step beyond what the codes reach.
  std::size_t clipped(std::span<const float> values) const;

  // The distance between two codes, for each channel or one for all; 0 when there are none.
  std::vector<float> steps() const;

 private:
  bool coded() const { return type_ == DataType::kInt8 || type_ == DataType::kUint8; }
  float factor(std::size_t i) const {
    return factors_.empty() ? 1.0f : factors_[i % factors_.size()];
  }

  DataType type_;
  quantize::Grid grid_;  // of codes -128..127, also for uint8
  ChannelFactors factors_;
};

}  // namespace ocellus::tools::compare
