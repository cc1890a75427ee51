// Filters by channel: which element belongs to which input and which output channel.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "tools/ocellus/graph/graph.hpp"
#include "tools/ocellus/reference/float_engine.hpp"

namespace ocellus::tools::quantize {

// How the weights of an operator are laid out. Depthwise filters are 1HWC; the output channel o
// reads input channel o / (outputs / inputs). All others are OHWI, or OI when fully connected.
struct FilterLayout {
  std::int32_t outputs = 0;
  std::int32_t inputs = 0;  // channels of the input tensor; a row of it when fully connected
  std::int32_t groups = 1;  // of input channels, each read by as many output channels
  std::size_t window = 0;   // height * width
  bool depthwise = false;
  bool fully_connected = false;
  std::int32_t output_axis = 0;

  // One scale for all: not every TensorFlow Lite in use knows scales per channel here.
  bool per_tensor() const { return fully_connected; }

  // Calls visit(position in the filter, input channel, output channel) for each element.
  template <typename Visit>
  void for_each(Visit visit) const {
    std::size_t at = 0;
    if (depthwise) {
      const std::int32_t multiplier = outputs / inputs;
      for (std::size_t w = 0; w < window; ++w) {
        for (std::int32_t o = 0; o < outputs; ++o) visit(at++, o / multiplier, o);
      }
      return;
    }
    const std::int32_t depth = inputs / groups;
    for (std::int32_t o = 0; o < outputs; ++o) {
      const std::int32_t first = o / (outputs / groups) * depth;
      for (std::size_t w = 0; w < window; ++w) {
        for (std::int32_t i = 0; i < depth; ++i) visit(at++, first + i, o);
      }
    }
  }
};

// Empty for operators that have no weights.
std::optional<FilterLayout> filter_layout(const Graph& graph, const Operator& op);

bool has_bias(const Operator& op);

using reference::activation_of;

// Gives each operator constants of its own, so that passes may change them for one reader.
void separate_constants(Graph& graph);

// The values of a constant float tensor, and back. set_values makes the tensor a float one.
std::vector<float> to_vector(const Tensor& tensor);
void set_values(Tensor& tensor, std::span<const float> values);

}  // namespace ocellus::tools::quantize
