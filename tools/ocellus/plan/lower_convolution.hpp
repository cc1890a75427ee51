// CONV_2D and DEPTHWISE_CONV_2D as kernel calls.
#pragma once

#include "tools/ocellus/graph/graph.hpp"
#include "tools/ocellus/plan/activation_tensor.hpp"
#include "tools/ocellus/plan/program.hpp"

namespace ocellus::tools::lowering {

// Fill in step.call and step.macs, or say why not.
Reason lower_conv2d(const Graph& graph, const Operator& op, const Conv2dAttributes& attributes,
                    Step& step);
Reason lower_depthwise_conv2d(const Graph& graph, const Operator& op,
                              const DepthwiseConv2dAttributes& attributes, Step& step);

}  // namespace ocellus::tools::lowering
