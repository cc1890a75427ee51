#include "tools/ocellus/networks/network_builder.hpp"
#include "tools/ocellus/networks/networks.hpp"

namespace ocellus::tools {
namespace {

// Narrow, filter, widen fourfold; the input is added, through a convolution where its shape
// differs.
TensorId bottleneck(NetworkBuilder& net, TensorId from, std::int32_t channels,
                    std::int32_t stride) {
  TensorId shortcut = from;
  if (stride != 1 || net.channels(from) != 4 * channels) {
    shortcut = net.conv(from, 4 * channels, kPoint, stride, Activation::kNone);
  }
  TensorId at = net.conv(from, channels, kPoint, stride, Activation::kRelu);
  at = net.conv(at, channels, {3, 3}, 1, Activation::kRelu);
  at = net.conv(at, 4 * channels, kPoint, 1, Activation::kNone);
  return net.add(shortcut, at, Activation::kRelu);
}

}  // namespace

Graph resnet50() {
  struct Level {
    std::int32_t blocks, channels, stride;
  };
  constexpr Level kLevels[] = {{3, 64, 1}, {4, 128, 2}, {6, 256, 2}, {3, 512, 2}};
  NetworkBuilder net(3);
  TensorId at = net.pad(net.input(224, 224, 3), 3);
  at = net.conv(at, 64, {7, 7}, 2, Activation::kRelu, Edge::kValid);
  at = net.max_pool(net.pad(at, 1), {3, 3}, 2, Edge::kValid);
  for (const Level& level : kLevels) {
    at = bottleneck(net, at, level.channels, level.stride);
    for (std::int32_t i = 1; i < level.blocks; ++i) at = bottleneck(net, at, level.channels, 1);
  }
  return net.finish(net.softmax(net.fully_connected(net.mean(at), 1000)));
}

}  // namespace ocellus::tools
