// The constants of operators with weights: filter, bias, and a multiplier for each output channel.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "runtime/kernels/operators.hpp"
#include "tools/ocellus/graph/graph.hpp"
#include "tools/ocellus/plan/activation_tensor.hpp"

namespace ocellus::tools::lowering {

struct Weights {
  std::vector<std::int8_t> filter;
  std::vector<std::int32_t> bias;  // empty for zeros
  std::vector<kernels::Multiplier> multipliers;
};

// How the scales of input and filter are multiplied when the filter has one scale for all
// channels. With a scale for each channel it is always done in double.
enum class ScaleProduct : std::uint8_t { kDouble, kFloat };

// Of an operator whose inputs are an activation, a constant int8 filter whose dimension `axis`
// counts output channels, and an optional bias; refuses those that have no kernel.
Reason read_weights(const Graph& graph, const Operator& op, std::int32_t axis, ScaleProduct product,
                    Weights& weights);

// The same as tables of a portable operator, as packed__scalar.hpp says.
std::vector<std::byte> tables(const Weights& weights);

}  // namespace ocellus::tools::lowering
