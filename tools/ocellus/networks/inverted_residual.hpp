// MobileNetV2's block, which EfficientNet took over: widen, filter each channel, narrow, and add
// the block's input where it fits. Sandler et al., arXiv 1801.04381, figure 4.
#pragma once

#include <cstdint>

#include "tools/ocellus/networks/network_builder.hpp"

namespace ocellus::tools {

// Blocks in a row; the first one has the stride.
struct Stage {
  std::int32_t blocks, window, expansion, channels, stride;
};

TensorId inverted_residuals(NetworkBuilder& net, TensorId from, const Stage& stage);

}  // namespace ocellus::tools
