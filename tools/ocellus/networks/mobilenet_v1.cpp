#include "tools/ocellus/networks/network_builder.hpp"
#include "tools/ocellus/networks/networks.hpp"

namespace ocellus::tools {

Graph mobilenet_v1() {
  struct Separable {
    std::int32_t stride, channels;
  };
  constexpr Separable kBlocks[] = {{1, 64},  {2, 128},  {1, 128}, {2, 256}, {1, 256},
                                   {2, 512}, {1, 512},  {1, 512}, {1, 512}, {1, 512},
                                   {1, 512}, {2, 1024}, {1, 1024}};
  NetworkBuilder net(1);
  TensorId at = net.conv(net.input(224, 224, 3), 32, {3, 3}, 2, Activation::kRelu6);
  for (const Separable& block : kBlocks) {
    at = net.depthwise(at, {3, 3}, block.stride, Activation::kRelu6);
    at = net.conv(at, block.channels, kPoint, 1, Activation::kRelu6);
  }
  // Its classifier is a convolution of one pixel.
  at = net.conv(net.average_pool(at), 1000, kPoint, 1, Activation::kNone);
  return net.finish(net.softmax(net.reshape(at, {1, 1000})));
}

}  // namespace ocellus::tools
