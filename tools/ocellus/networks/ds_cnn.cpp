#include "tools/ocellus/networks/network_builder.hpp"
#include "tools/ocellus/networks/networks.hpp"

namespace ocellus::tools {

Graph ds_cnn() {
  constexpr std::int32_t kChannels = 64, kBlocks = 4, kWords = 12;
  NetworkBuilder net(5);
  // 49 slices of time, 10 cepstral coefficients.
  TensorId at = net.conv(net.input(49, 10, 1), kChannels, {10, 4}, 2, Activation::kRelu);
  for (std::int32_t i = 0; i < kBlocks; ++i) {
    at = net.depthwise(at, {3, 3}, 1, Activation::kRelu);
    at = net.conv(at, kChannels, kPoint, 1, Activation::kRelu);
  }
  at = net.reshape(net.average_pool(at), {1, kChannels});
  return net.finish(net.softmax(net.fully_connected(at, kWords)));
}

}  // namespace ocellus::tools
