#include "tools/ocellus/networks/inverted_residual.hpp"
#include "tools/ocellus/networks/network_builder.hpp"
#include "tools/ocellus/networks/networks.hpp"

namespace ocellus::tools {

Graph efficientnet_lite0() {
  constexpr Stage kStages[] = {{1, 3, 1, 16, 1}, {2, 3, 6, 24, 2},  {2, 5, 6, 40, 2},
                               {3, 3, 6, 80, 2}, {3, 5, 6, 112, 1}, {4, 5, 6, 192, 2},
                               {1, 3, 6, 320, 1}};
  NetworkBuilder net(4);
  TensorId at = net.conv(net.input(224, 224, 3), 32, {3, 3}, 2, Activation::kRelu6);
  for (const Stage& stage : kStages) at = inverted_residuals(net, at, stage);
  at = net.average_pool(net.conv(at, 1280, kPoint, 1, Activation::kRelu6));
  return net.finish(net.softmax(net.fully_connected(net.reshape(at, {1, 1280}), 1000)));
}

}  // namespace ocellus::tools
