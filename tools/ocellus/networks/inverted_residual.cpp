#include "tools/ocellus/networks/inverted_residual.hpp"

namespace ocellus::tools {
namespace {

TensorId block(NetworkBuilder& net, TensorId from, const Stage& stage, std::int32_t stride) {
  const std::int32_t channels = net.channels(from);
  TensorId at = from;
  if (stage.expansion > 1) {
    at = net.conv(at, channels * stage.expansion, kPoint, 1, Activation::kRelu6);
  }
  at = net.depthwise(at, {stage.window, stage.window}, stride, Activation::kRelu6);
  at = net.conv(at, stage.channels, kPoint, 1, Activation::kNone);
  const bool fits = stride == 1 && channels == stage.channels;
  return fits ? net.add(from, at, Activation::kNone) : at;
}

}  // namespace

TensorId inverted_residuals(NetworkBuilder& net, TensorId from, const Stage& stage) {
  TensorId at = block(net, from, stage, stage.stride);
  for (std::int32_t i = 1; i < stage.blocks; ++i) at = block(net, at, stage, 1);
  return at;
}

}  // namespace ocellus::tools
