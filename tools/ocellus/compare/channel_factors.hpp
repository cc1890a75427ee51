// By how much a quantizer scaled the channels of inner tensors, read from the weights of both
// models.
//
// Equalisation multiplies a channel where it is made and divides it where it is read: the int8
// weights of output channel o and input channel i are f_out[o] / f_in[i] times the float ones. That
// is no error. A channel that is scaled where it is made only is one, so a factor counts when
// makers and readers of the channel agree on it.
#pragma once

#include <span>
#include <vector>

#include "tools/ocellus/compare/tensor_values.hpp"
#include "tools/ocellus/graph/graph.hpp"

namespace ocellus::tools::compare {

// By TensorId of `coded`; empty where nothing was scaled. `matches`: match_tensors().
std::vector<ChannelFactors> estimate_factors(const Graph& exact, const Graph& coded,
                                             std::span<const TensorId> matches);

}  // namespace ocellus::tools::compare
